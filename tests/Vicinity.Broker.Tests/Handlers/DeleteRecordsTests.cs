using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class DeleteRecordsTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    public async Task The_log_start_moves_and_is_answered(long before, long logStart)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c", "d");

        DeleteRecordsResponsePartition answer = await client.DeleteRecordsAsync("t", 0, before);

        (answer.ErrorCode, answer.LowWatermark).ShouldBe((ErrorCode.None, logStart));
        (await client.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(logStart);
        (await client.AppendAsync("t", 0, "e")).ShouldBe(4);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(long.MaxValue)]
    [InlineData(-2)]
    [InlineData(long.MinValue)]
    public async Task An_offset_that_the_log_does_not_reach_is_out_of_range(long before)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c", "d");

        DeleteRecordsResponsePartition answer = await client.DeleteRecordsAsync("t", 0, before);

        (answer.ErrorCode, answer.LowWatermark).ShouldBe((ErrorCode.OffsetOutOfRange, -1));
        (await client.ReadAllAsync("t")).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Of_a_partition_named_twice_the_last_offset_holds_and_is_answered_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c", "d");
        var request = new DeleteRecordsRequest { TimeoutMs = 1000 };
        foreach (long offset in new[] { 4, 1 }) request.Topics.Add(new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Offset = offset }] });

        DeleteRecordsResponse answer = await client.CallAsync(request, 2);

        answer.Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().LowWatermark.ShouldBe(1);
    }

    [Fact]
    public async Task The_log_start_never_moves_back()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a", "b", "c", "d");
        await client.DeleteRecordsAsync("t", 0, 3);

        (await client.DeleteRecordsAsync("t", 0, 1)).LowWatermark.ShouldBe(3);
    }

    [Fact]
    public async Task Deleted_records_do_not_come_back_after_a_restart()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a", "b", "c", "d");
            await client.DeleteRecordsAsync("t", 0, 3);
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        (await again.ListOffsetAsync("t", 0, -2)).Offset.ShouldBe(3);
        (await again.FetchAsync("t", 0, 2)).ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        (await again.ReadAllAsync("t", 0, 3)).ShouldHaveSingleItem().Value.ShouldBe("d");
    }

    [Fact]
    public async Task Errors_are_per_partition_and_internal_topics_are_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        var request = new DeleteRecordsRequest
        {
            Topics =
            [
                new() { Name = "t", Partitions = [new() { PartitionIndex = 1, Offset = 0 }, new() { PartitionIndex = 0, Offset = 1 }] },
                new() { Name = "missing", Partitions = [new() { PartitionIndex = 0, Offset = 0 }] },
                new() { Name = TopicName.ConsumerOffsets, Partitions = [new() { PartitionIndex = 0, Offset = -1 }] },
            ],
        };

        for (short version = 0; version <= 2; version++)
        {
            DeleteRecordsResponse response = await client.CallAsync(request, version);
            response.Topics.SelectMany(t => t.Partitions).Select(p => p.ErrorCode).ShouldBe(
                [ErrorCode.UnknownTopicOrPartition, ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.TopicAuthorizationFailed]);
        }
    }
}
