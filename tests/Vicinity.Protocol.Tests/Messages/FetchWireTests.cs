namespace Vicinity.Protocol.Tests;

public sealed class FetchWireTests
{
    // Written by hand from docs/formats/protocol.md: one topic, one partition, consumer's defaults.
    private const string FetchRequestV12 = """
        FFFFFFFF 000001F4 00000001 03200000 01
        00000000 FFFFFFFF
        02  02 74
            02  00000003 FFFFFFFF 000000000000002A FFFFFFFF FFFFFFFFFFFFFFFF 00100000 00
            00
        01
        01
        00
        """;

    private const string FetchRequestV4 = """
        FFFFFFFF 000001F4 00000001 03200000 01
        00000001  0001 74
            00000001  00000003 000000000000002A 00100000
        """;

    private static FetchRequest Request() => new()
    {
        MaxWaitMs = 500,
        MinBytes = 1,
        MaxBytes = 52_428_800,
        IsolationLevel = 1,
        Topics = [new() { Topic = "t", Partitions = [new() { Partition = 3, FetchOffset = 42, PartitionMaxBytes = 1_048_576 }] }],
    };

    [Fact]
    public void Fetch_request_v12_001_is_written_and_read_byte_for_byte()
    {
        Wire.Body(Request(), 12).ShouldBe(Wire.Hex(FetchRequestV12));

        var read = Wire.Parse<FetchRequest>(Wire.Hex(FetchRequestV12), 12);
        read.SessionEpoch.ShouldBe(-1);
        read.Topics[0].Partitions[0].FetchOffset.ShouldBe(42);
        read.Topics[0].Partitions[0].LastFetchedEpoch.ShouldBe(-1);
    }

    [Fact]
    public void Fetch_request_v4_001_drops_what_the_version_lacks()
    {
        Wire.Body(Request(), 4).ShouldBe(Wire.Hex(FetchRequestV4));

        var read = Wire.Parse<FetchRequest>(Wire.Hex(FetchRequestV4), 4);
        read.Topics[0].Partitions[0].PartitionMaxBytes.ShouldBe(1_048_576);
        read.Topics[0].Partitions[0].CurrentLeaderEpoch.ShouldBe(-1);
    }

    [Fact]
    public void Fetch_response_v12_001_carries_the_diverging_epoch_in_the_tagged_section()
    {
        var response = new FetchResponse
        {
            Responses =
            [
                new()
                {
                    Topic = "t",
                    Partitions = [new() { PartitionIndex = 3, Records = ReadOnlyMemory<byte>.Empty, DivergingEpoch = new() { Epoch = 2, EndOffset = 9 } }],
                },
            ],
        };
        var bytes = Wire.Hex("""
            00000000 0000 00000000
            02  02 74
                02  00000003 0000 FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF 00 FFFFFFFF 01
                    01  00 0D  00000002 0000000000000009 00
                00
            00
            """);

        Wire.Body(response, 12).ShouldBe(bytes);
        var partition = Wire.Parse<FetchResponse>(bytes, 12).Responses[0].Partitions[0];
        partition.DivergingEpoch.ShouldNotBeNull().EndOffset.ShouldBe(9);
        partition.CurrentLeader.ShouldBeNull();
        partition.AbortedTransactions.ShouldBeNull();
        partition.Records.ShouldNotBeNull().Length.ShouldBe(0);
    }
}
