using System.Buffers;

namespace Vicinity.Protocol.Tests;

public sealed class FrameTests
{
    [Fact]
    public void Frames_are_taken_off_one_by_one_and_an_incomplete_one_stays()
    {
        var buffer = new ReadOnlySequence<byte>(Wire.Hex("00000002 AABB 00000000 00000003 CC"));

        Frame.TryRead(ref buffer, out var first).ShouldBeTrue();
        first.ToArray().ShouldBe([0xAA, 0xBB]);
        Frame.TryRead(ref buffer, out var second).ShouldBeTrue();
        second.IsEmpty.ShouldBeTrue();
        Frame.TryRead(ref buffer, out _).ShouldBeFalse();
        buffer.Length.ShouldBe(5);
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("06400001")]
    public void A_size_that_is_negative_or_above_the_limit_is_refused_before_its_bytes_arrive(string hex)
    {
        var error = Should.Throw<ProtocolException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(Wire.Hex(hex));
            Frame.TryRead(ref buffer, out _);
        });
        error.Message.ShouldContain("104857600");
    }

    [Fact]
    public void A_request_above_the_limit_is_refused_and_nothing_is_written()
    {
        var output = new ArrayBufferWriter<byte>();

        Should.Throw<ProtocolException>(() => Frame.WriteRequest(output, new FindCoordinatorRequest { Key = new string('k', 100) }, 3, 1, null, limit: 50));

        output.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void A_flexible_request_has_a_tagged_section_in_its_header_and_a_client_id_with_a_16_bit_length()
    {
        var output = new ArrayBufferWriter<byte>();

        Frame.WriteRequest(output, new HeartbeatRequest { GroupId = "g", MemberId = "m" }, 4, 9, "c").ShouldBe(output.WrittenCount);

        output.WrittenSpan.ToArray().ShouldBe(Wire.Hex("00000016 000C 0004 00000009 0001 63 00  02 67 FFFFFFFF 02 6D 00 00"));
        var reader = new ProtocolReader(output.WrittenMemory[4..]);
        RequestHeader.Read(ref reader).ShouldBe(new RequestHeader(ApiKey.Heartbeat, 4, 9, "c"));
        HeartbeatRequest.Read(ref reader, 4).GroupId.ShouldBe("g");
        reader.RequireEnd("frame");
    }

    [Fact]
    public void A_flexible_response_has_a_tagged_section_in_its_header()
    {
        var output = new ArrayBufferWriter<byte>();

        Frame.WriteResponse(output, new HeartbeatResponse(), 4, 9);

        output.WrittenSpan.ToArray().ShouldBe(Wire.Hex("0000000C 00000009 00  00000000 0000 00"));
        var reader = new ProtocolReader(output.WrittenMemory[4..]);
        ResponseHeader.Read(ref reader, ApiKey.Heartbeat, 4).CorrelationId.ShouldBe(9);
    }

    [Fact]
    public void The_header_of_an_unknown_api_is_read_up_to_the_client_id()
    {
        var reader = new ProtocolReader(Wire.Hex("03E7 0001 00000009 FFFF"));

        RequestHeader.Read(ref reader).ShouldBe(new RequestHeader((ApiKey)999, 1, 9, null));
    }

    [Fact]
    public void The_header_of_a_version_too_high_is_read_up_to_the_client_id()
    {
        var reader = new ProtocolReader(Wire.Hex("0012 0063 00000009 0001 63 00"));

        RequestHeader.Read(ref reader).ApiVersion.ShouldBe((short)99);
    }
}
