using Vicinity.Model;

namespace Vicinity.Records.Tests;

public sealed class Crc32CTests
{
    [Fact]
    public void The_check_value_is_e3069283() => Crc32C.Compute("123456789"u8).ShouldBe(0xe3069283u);

    [Fact]
    public void Nothing_has_checksum_zero() => Crc32C.Compute([]).ShouldBe(0u);

    [Fact]
    public void Pieces_give_the_checksum_of_the_whole()
    {
        var random = new Prng(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(100)];
            random.Fill(bytes);
            int cut = random.Next(bytes.Length + 1);
            Crc32C.Append(Crc32C.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(Crc32C.Compute(bytes));
        }
    }

    [Fact]
    public void It_equals_the_bitwise_definition()
    {
        var random = new Prng(2);
        byte[] bytes = new byte[1000];
        random.Fill(bytes);
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0);
        }
        Crc32C.Compute(bytes).ShouldBe(~crc);
    }
}
