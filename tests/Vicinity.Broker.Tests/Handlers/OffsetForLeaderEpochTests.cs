using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class OffsetForLeaderEpochTests
{
    [Theory]
    [InlineData((short)2)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    public async Task An_epoch_ends_where_the_next_began_and_the_current_one_at_the_log_end(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        int first;
        using (WireClient client = await node.ConnectAsync())
        {
            await client.CreateTopicAsync("t");
            await client.AppendAsync("t", 0, "a", "b");
            first = await client.LeaderEpochAsync("t");
        }

        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        await again.AppendAsync("t", 0, "c", "d", "e");
        int current = await again.LeaderEpochAsync("t");

        (await AskAsync(again, "t", first, version)).ShouldBe((ErrorCode.None, first, 2));
        (await AskAsync(again, "t", current, version)).ShouldBe((ErrorCode.None, current, 5));
        (await AskAsync(again, "t", current + 1, version)).ShouldBe((ErrorCode.None, -1, -1));
        (await AskAsync(again, "t", -1, version)).ShouldBe((ErrorCode.None, -1, -1));
        (await AskAsync(again, "t", int.MaxValue, version)).ShouldBe((ErrorCode.None, -1, -1));
    }

    [Fact]
    public async Task An_epoch_before_the_log_ends_where_the_log_begins()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");

        (await AskAsync(client, "t", 0)).ShouldBe((ErrorCode.None, 0, 0));
    }

    [Fact]
    public async Task The_end_of_an_epoch_never_lies_behind_that_of_a_later_one_over_many_restarts()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient client = await node.ConnectAsync()) await client.CreateTopicAsync("t");
        var ends = new List<(int Epoch, long End)>();
        for (int start = 0; start < 5; start++)
        {
            await node.RestartAsync();
            using WireClient client = await node.ConnectAsync();
            if (start % 2 == 0) await client.AppendAsync("t", 0, "x", "y");
            ends.Add((await client.LeaderEpochAsync("t"), (await client.FetchAsync("t", 0, 0)).HighWatermark));
        }

        using WireClient last = await node.ConnectAsync();
        foreach ((int epoch, long end) in ends) (await AskAsync(last, "t", epoch)).ShouldBe((ErrorCode.None, epoch, end));
    }

    [Fact]
    public async Task Unknown_partitions_and_wrong_current_epochs_are_told_so()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        int epoch = await client.LeaderEpochAsync("t");

        (await AskAsync(client, "missing", 0)).Error.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await AskAsync(client, "t", epoch, currentEpoch: epoch + 1)).Error.ShouldBe(ErrorCode.UnknownLeaderEpoch);
        (await AskAsync(client, "t", epoch, currentEpoch: epoch)).Error.ShouldBe(ErrorCode.None);
        (await AskAsync(client, "t", epoch, currentEpoch: epoch - 1)).Error.ShouldBe(ErrorCode.FencedLeaderEpoch);
    }

    private static async Task<(ErrorCode Error, int Epoch, long End)> AskAsync(WireClient client, string topic, int epoch, short version = 4, int currentEpoch = -1)
    {
        var request = new OffsetForLeaderEpochRequest { Topics = [new() { Topic = topic, Partitions = [new() { Partition = 0, LeaderEpoch = epoch, CurrentLeaderEpoch = currentEpoch }] }] };
        OffsetForLeaderEpochResponsePartition answer = (await client.CallAsync(request, version)).Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();
        return (answer.ErrorCode, answer.LeaderEpoch, answer.EndOffset);
    }
}
