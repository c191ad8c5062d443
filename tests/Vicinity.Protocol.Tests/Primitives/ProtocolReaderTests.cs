namespace Vicinity.Protocol.Tests;

public sealed class ProtocolReaderTests
{
    [Theory]
    [InlineData("FFFF", false)]
    [InlineData("00", true)]
    public void Null_is_read_where_it_is_allowed_and_refused_elsewhere(string hex, bool flexible)
    {
        new ProtocolReader(Wire.Hex(hex)).ReadString(flexible, nullable: true, "x").ShouldBeNull();
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex(hex)).ReadString(flexible, nullable: false, "x"));
    }

    [Theory]
    [InlineData("0000", false)]
    [InlineData("01", true)]
    public void Empty_is_not_null(string hex, bool flexible) =>
        new ProtocolReader(Wire.Hex(hex)).ReadString(flexible, nullable: true, "x").ShouldBe("");

    [Fact]
    public void A_length_below_minus_one_is_refused() =>
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex("FFFE")).ReadString(false, true, "x")).Message.ShouldContain("length -2");

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex("0002 C328")).ReadString(false, true, "x")).Message.ShouldContain("UTF-8");

    [Fact]
    public void An_error_names_field_value_bound_and_position()
    {
        var error = Should.Throw<ProtocolException>(() =>
        {
            var reader = new ProtocolReader(Wire.Hex("0000 0009 41"));
            reader.ReadInt16("first");
            reader.ReadString(false, true, "second");
        });

        error.What.ShouldBe("second");
        error.Position.ShouldBe(4);
        error.Message.ShouldBe("second: 9 bytes needed at byte 4; allowed: 1 left");
    }

    [Theory]
    [InlineData("02 01 00 01 00")]
    [InlineData("02 03 00 01 00")]
    public void Tags_that_do_not_rise_are_refused(string hex) =>
        Should.Throw<ProtocolException>(() => new ProtocolReader(Wire.Hex(hex)).SkipTaggedSection("x"));

    [Fact]
    public void A_tagged_field_cannot_be_read_beyond_its_size()
    {
        var bytes = Wire.Hex("0000 01 00000000 01  01 04 00000000 00000009");

        Should.Throw<ProtocolException>(() => Wire.Parse<ApiVersionsResponse>(bytes, 3)).What.ShouldBe("ApiVersionsResponse.FinalizedFeaturesEpoch");
    }

    [Fact]
    public void A_tagged_field_that_is_larger_than_its_content_is_refused() =>
        Should.Throw<ProtocolException>(() => Wire.Parse<ApiVersionsResponse>(Wire.Hex("0000 01 00000000 01  03 02 01 00"), 3));

    [Fact]
    public void Bytes_after_the_last_field_are_refused() =>
        Should.Throw<ProtocolException>(() => Wire.Parse<HeartbeatResponse>(Wire.Hex("00000000 0000 FF"), 1)).Message.ShouldContain("1 bytes left");
}
