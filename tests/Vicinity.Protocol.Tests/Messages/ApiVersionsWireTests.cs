using System.Buffers;

namespace Vicinity.Protocol.Tests;

/// <summary>Whole frames of ApiVersions, one test for each version: the exchange that every connection starts with.</summary>
public sealed class ApiVersionsWireTests
{
    private static readonly ApiVersionsResponse s_response = new()
    {
        ApiKeys = [new() { ApiKey = 18, MinVersion = 0, MaxVersion = 3 }, new() { ApiKey = 1, MinVersion = 4, MaxVersion = 12 }],
        ThrottleTimeMs = 5,
    };

    [Fact]
    public void Api_versions_v0_001_has_no_body_in_the_request_and_no_throttle_time_in_the_response()
    {
        Request(0).ShouldBe(Wire.Hex("0000000D 0012 0000 00000007 0003 6B6174"));
        Answer(0).ShouldBe(Wire.Hex("00000016 00000007 0000 00000002 0012 0000 0003 0001 0004 000C"));
    }

    [Fact]
    public void Api_versions_v1_001_puts_the_throttle_time_after_the_array()
    {
        Request(1).ShouldBe(Wire.Hex("0000000D 0012 0001 00000007 0003 6B6174"));
        Answer(1).ShouldBe(Wire.Hex("0000001A 00000007 0000 00000002 0012 0000 0003 0001 0004 000C 00000005"));
    }

    [Fact]
    public void Api_versions_v2_001_looks_like_v1()
    {
        Request(2).ShouldBe(Wire.Hex("0000000D 0012 0002 00000007 0003 6B6174"));
        Answer(2).ShouldBe(Wire.Hex("0000001A 00000007 0000 00000002 0012 0000 0003 0001 0004 000C 00000005"));
    }

    [Fact]
    public void Api_versions_v3_001_has_a_flexible_request_header_and_bodies_but_response_header_0()
    {
        Request(3).ShouldBe(Wire.Hex("00000013 0012 0003 00000007 0003 6B6174 00 02 63 02 31 00"));
        Answer(3).ShouldBe(Wire.Hex("0000001A 00000007 0000 03 0012 0000 0003 00 0001 0004 000C 00 00000005 00"));
    }

    [Fact]
    public void Api_versions_v4_001_looks_like_v3()
    {
        Request(4).ShouldBe(Wire.Hex("00000013 0012 0004 00000007 0003 6B6174 00 02 63 02 31 00"));
        Answer(4).ShouldBe(Wire.Hex("0000001A 00000007 0000 03 0012 0000 0003 00 0001 0004 000C 00 00000005 00"));
    }

    [Fact]
    public void The_tagged_fields_of_v3_are_written_in_the_order_of_their_tags()
    {
        var response = new ApiVersionsResponse
        {
            FinalizedFeaturesEpoch = 9,
            SupportedFeatures = [new() { Name = "f", MinVersion = 1, MaxVersion = 2 }],
            ZkMigrationReady = true,
        };

        Wire.Body(response, 3).ShouldBe(Wire.Hex("0000 01 00000000 03  00 08 02 02 66 0001 0002 00  01 08 0000000000000009  03 01 01"));
        Wire.Parse<ApiVersionsResponse>(Wire.Body(response, 3), 3).FinalizedFeaturesEpoch.ShouldBe(9);
    }

    [Fact]
    public void Unknown_tagged_fields_are_skipped()
    {
        var bytes = Wire.Hex("0000 01 00000000 02  01 08 0000000000000009  63 03 AABBCC");

        Wire.Parse<ApiVersionsResponse>(bytes, 3).FinalizedFeaturesEpoch.ShouldBe(9);
    }

    private static byte[] Request(short version)
    {
        var output = new ArrayBufferWriter<byte>();
        Frame.WriteRequest(output, new ApiVersionsRequest { ClientSoftwareName = "c", ClientSoftwareVersion = "1" }, version, 7, "kat");
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Answer(short version)
    {
        var output = new ArrayBufferWriter<byte>();
        Frame.WriteResponse(output, s_response, version, 7);
        return output.WrittenSpan.ToArray();
    }
}
