using System.Buffers;

namespace Vicinity.Protocol.Tests;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "8001")]
    [InlineData(300u, "AC02")]
    [InlineData(uint.MaxValue, "FFFFFFFF0F")]
    public void An_unsigned_number_has_seven_bits_a_byte_lowest_first(uint value, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteUnsignedVarint(value);
        writer.Flush();
        output.WrittenSpan.ToArray().ShouldBe(Wire.Hex(hex));
        new ProtocolReader(Wire.Hex(hex)).ReadUnsignedVarint("x").ShouldBe(value);
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "01")]
    [InlineData(1L, "02")]
    [InlineData(150L, "AC02")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void A_signed_number_is_zigzagged_first(long value, string hex)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        writer.WriteVarlong(value);
        writer.Flush();
        output.WrittenSpan.ToArray().ShouldBe(Wire.Hex(hex));
        new ProtocolReader(Wire.Hex(hex)).ReadVarlong("x").ShouldBe(value);
    }

    [Theory]
    [InlineData("FFFFFFFFFF01")]
    [InlineData("FFFFFFFF1F")]
    [InlineData("80")]
    [InlineData("")]
    public void A_number_too_long_too_large_or_cut_short_is_refused(string hex) =>
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex(hex)).ReadUnsignedVarint("x"));

    [Fact]
    public void A_tenth_byte_beyond_64_bits_is_refused() =>
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex("FFFFFFFFFFFFFFFFFF02")).ReadVarlong("x"));
}
