using FsCheck;
using FsCheck.Fluent;
using Vicinity.Model;

namespace Vicinity.Records.Tests;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(150, "AC02")]
    [InlineData(int.MaxValue, "FEFFFFFF0F")]
    [InlineData(int.MinValue, "FFFFFFFF0F")]
    public void Known_numbers_have_known_bytes(int value, string hex)
    {
        byte[] bytes = new byte[Varint.MaxSize32];
        int size = Varint.Write(bytes, value);
        Convert.ToHexString(bytes.AsSpan(0, size)).ShouldBe(hex);
        Varint.SizeOf(value).ShouldBe(size);
    }

    [Fact]
    public void Every_32_bit_number_comes_back() =>
        Prop.ForAll<int>(ArbMap.Default.ArbFor<int>(), value =>
        {
            byte[] bytes = new byte[Varint.MaxSize32];
            int size = Varint.Write(bytes, value);
            return size == Varint.SizeOf(value) && Varint.TryRead(bytes.AsSpan(0, size), out int back, out int read) && back == value && read == size;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_64_bit_number_comes_back()
    {
        var random = new Prng(3);
        byte[] bytes = new byte[Varint.MaxSize64];
        for (int i = 0; i < 10_000; i++)
        {
            long value = (long)random.NextUInt64() >> random.Next(64);
            int size = Varint.Write(bytes, value);
            size.ShouldBe(Varint.SizeOf(value));
            Varint.TryRead(bytes.AsSpan(0, size), out long back, out int read).ShouldBeTrue();
            back.ShouldBe(value);
            read.ShouldBe(size);
            Varint.TryRead(bytes.AsSpan(0, size - 1), out long _, out _).ShouldBeFalse("a cut-off number is refused");
        }
    }

    [Theory]
    [InlineData("FFFFFFFF10")]
    [InlineData("FFFFFFFFFF01")]
    [InlineData("8080808080")]
    [InlineData("")]
    public void A_32_bit_number_that_overflows_or_is_cut_off_is_refused(string hex) =>
        Varint.TryRead(Convert.FromHexString(hex), out int _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF02")]
    [InlineData("8080808080808080808000")]
    public void A_64_bit_number_that_overflows_is_refused(string hex) =>
        Varint.TryRead(Convert.FromHexString(hex), out long _, out _).ShouldBeFalse();
}
