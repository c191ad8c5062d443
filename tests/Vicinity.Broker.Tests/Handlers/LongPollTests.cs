using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class LongPollTests
{
    private const int Long = 600_000;

    [Fact]
    public async Task A_waiting_fetch_is_answered_by_the_record_that_arrives()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient reader = await node.ConnectAsync();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        await reader.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        await WaitForObserverAsync(node, "t");

        await writer.AppendAsync("t", 0, "a");

        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem().Value.ShouldBe("a");
    }

    [Fact]
    public async Task A_waiting_fetch_is_answered_empty_when_its_time_is_over()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient reader = await node.ConnectAsync();
        await reader.CreateTopicAsync("t", partitions: 2);
        var request = new FetchRequest
        {
            MaxWaitMs = 5000,
            MinBytes = 1,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, PartitionMaxBytes = 100 }, new() { Partition = 1, PartitionMaxBytes = 100 }] }],
        };
        await reader.SendAsync(request, 12);
        await WaitForObserverAsync(node, "t", 1);

        clock.Advance(TimeSpan.FromMilliseconds(4999));
        reader.Socket.Available.ShouldBe(0);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
        response.Responses[0].Partitions.Count.ShouldBe(2);
        response.Responses[0].Partitions.ShouldAllBe(p => p.ErrorCode == ErrorCode.None && p.Records!.Value.Length == 0);
    }

    [Fact]
    public async Task A_fetch_waits_until_min_bytes_have_come_together_over_its_partitions()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient reader = await node.ConnectAsync();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t", partitions: 2);
        byte[] batch = Batches.Large(1000);
        var request = new FetchRequest
        {
            MaxWaitMs = Long,
            MinBytes = 2 * batch.Length,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, PartitionMaxBytes = 100_000 }, new() { Partition = 1, PartitionMaxBytes = 100_000 }] }],
        };
        await reader.SendAsync(request, 12);
        await WaitForObserverAsync(node, "t", 1);

        await writer.ProduceAsync("t", 0, batch);
        reader.Socket.Available.ShouldBe(0);
        await writer.ProduceAsync("t", 1, batch);

        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
        response.Responses[0].Partitions.Select(p => p.Records!.Value.Length).ShouldBe([batch.Length, batch.Length]);
    }

    [Fact]
    public async Task What_is_there_is_answered_when_min_bytes_do_not_come_in_time()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 500, minBytes: 1_000_000), 12);
        await WaitForObserverAsync(node, "t");

        clock.Advance(TimeSpan.FromMilliseconds(500));

        (_, FetchResponse response) = await client.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem().Value.ShouldBe("a");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Min_bytes_of_nothing_does_not_wait(int minBytes)
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.FetchAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long, minBytes: minBytes))).Records!.Value.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_topic_deleted_while_a_fetch_waits_ends_the_wait()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient reader = await node.ConnectAsync();
        using WireClient admin = await node.ConnectAsync();
        await admin.CreateTopicAsync("t");
        await reader.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        await WaitForObserverAsync(node, "t");

        (await admin.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);

        (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
        response.Responses[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Many_waiting_readers_are_all_woken()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        var readers = new List<WireClient>();
        for (int i = 0; i < 50; i++)
        {
            WireClient reader = await node.ConnectAsync();
            readers.Add(reader);
            await reader.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        }

        await WaitForObserverAsync(node, "t", observers: 50);
        await writer.AppendAsync("t", 0, "a");

        foreach (WireClient reader in readers)
        {
            (_, FetchResponse response) = await reader.ReceiveAsync<FetchResponse>(12);
            Batches.RecordsIn(response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem();
            reader.Dispose();
        }
    }

    [Fact]
    public async Task A_reader_that_leaves_while_it_waits_is_forgotten()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        using (WireClient reader = await node.ConnectAsync())
        {
            await reader.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
            await WaitForObserverAsync(node, "t");
            reader.Socket.LingerState = new(true, 0);
        }

        await node.Log.WaitForAsync(1011);
        await WaitForObserverAsync(node, "t", observers: 0);
        await writer.AppendAsync("t", 0, "a");
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_below_zero_in_a_waiting_fetch_do_no_harm_to_the_partition()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient hostile = await node.ConnectAsync();
        using WireClient writer = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        await hostile.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long, maxBytes: -1, partitionMaxBytes: int.MinValue), 12);
        await WaitForObserverAsync(node, "t");

        await writer.AppendAsync("t", 0, "a");
        await writer.AppendAsync("t", 0, "b");

        (_, FetchResponse response) = await hostile.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(response.Responses[0].Partitions[0].Records)[0].Value.ShouldBe("a");
        (await writer.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        node.Log.Errors.ShouldBeEmpty();
    }

    private static Task WaitForObserverAsync(NodeUnderTest node, string topic, int partition = 0, int observers = 1) =>
        Eventually.TrueAsync(() => node.Node.Topics.Find(topic, partition)!.Observers == observers, $"{observers} fetches wait on {topic}-{partition}");
}
