using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class PipeliningTests
{
    private const int Long = 600_000;

    [Fact]
    public async Task Pipelined_requests_are_answered_in_their_order()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 3);
        var prng = new Prng(7);
        var bytes = new List<byte>();
        var kinds = new List<int>();
        for (int i = 0; i < 600; i++)
        {
            int kind = prng.Next(6);
            kinds.Add(kind);
            bytes.AddRange(kind switch
            {
                0 => WireClient.Encode(new ApiVersionsRequest(), 0, i),
                1 => WireClient.Encode(RecordCalls.ProduceTo("t", prng.Next(3), Batches.Of($"{i}")), 9, i),
                2 => WireClient.Encode(RecordCalls.FetchFrom("t", prng.Next(3), 0, maxWaitMs: 5, partitionMaxBytes: 100), 12, i),
                3 => WireClient.Encode(new MetadataRequest { Topics = null }, 9, i),
                4 => WireClient.Encode(new InitProducerIdRequest(), 4, i),
                _ => WireClient.Encode(TopicCalls.Creating($"t{i}"), 7, i),
            });
        }

        Task sending = client.SendBytesAsync(bytes.ToArray());
        for (int i = 0; i < 600; i++)
        {
            byte[] frame = (await client.ReceiveFrameAsync()).ShouldNotBeNull();
            int correlation = kinds[i] switch
            {
                0 => WireClient.Decode<ApiVersionsResponse>(frame, 0).Correlation,
                1 => WireClient.Decode<ProduceResponse>(frame, 9).Correlation,
                2 => WireClient.Decode<FetchResponse>(frame, 12).Correlation,
                3 => WireClient.Decode<MetadataResponse>(frame, 9).Correlation,
                4 => WireClient.Decode<InitProducerIdResponse>(frame, 4).Correlation,
                _ => WireClient.Decode<CreateTopicsResponse>(frame, 7).Correlation,
            };
            correlation.ShouldBe(i);
        }

        await sending;
    }

    [Fact]
    public async Task Pipelined_batches_of_one_producer_are_stored_in_their_order()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        byte[] bytes = [.. Enumerable.Range(0, 500).SelectMany(i => WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.From(1, 0, i, $"{i}")), 9, i))];

        Task sending = client.SendBytesAsync(bytes);
        for (int i = 0; i < 500; i++)
        {
            (int correlation, ProduceResponse response) = await client.ReceiveAsync<ProduceResponse>(9);
            (correlation, response.Responses[0].PartitionResponses[0].ErrorCode, response.Responses[0].PartitionResponses[0].BaseOffset).ShouldBe((i, ErrorCode.None, i));
        }

        await sending;
        (await client.ReadValuesAsync("t")).ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_waiting_fetch_holds_back_the_answers_behind_it_but_not_their_effects()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient client = await node.ConnectAsync();
        using WireClient other = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CreateTopicAsync("u");
        int fetch = await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        int produce = await client.SendAsync(RecordCalls.ProduceTo("u", 0, Batches.Of("a")), 9);
        await Eventually.TrueAsync(() => node.Node.Topics.Find("u", 0)!.HighWatermark == 1, "the batch behind the fetch is on disk");
        client.Socket.Available.ShouldBe(0);

        await other.AppendAsync("t", 0, "b");

        (await client.ReceiveAsync<FetchResponse>(12)).Correlation.ShouldBe(fetch);
        (await client.ReceiveAsync<ProduceResponse>(9)).Correlation.ShouldBe(produce);
    }

    [Fact]
    public async Task A_batch_behind_a_waiting_fetch_of_its_own_connection_wakes_it()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        await client.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a")), 9);

        (_, FetchResponse fetched) = await client.ReceiveAsync<FetchResponse>(12);
        Batches.RecordsIn(fetched.Responses[0].Partitions[0].Records).ShouldHaveSingleItem();
        (await client.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_beyond_the_bound_of_a_connection_are_not_read_until_answers_have_left()
    {
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { MaxInFlightPerConnection = 4 }, time: clock);
        using WireClient client = await node.ConnectAsync();
        using WireClient other = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CreateTopicAsync("u");
        for (int i = 0; i < 10; i++) await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: 1000), 12);
        await client.SendAsync(RecordCalls.ProduceTo("u", 0, Batches.Of("behind")), 9);
        await Eventually.TrueAsync(() => node.Node.Topics.Find("t", 0)!.Observers == 4, "four fetches wait");
        (await other.AppendAsync("u", 0, "first")).ShouldBe(0);
        node.Node.Topics.Find("t", 0)!.Observers.ShouldBe(4);

        await other.AppendAsync("t", 0, "a");

        for (int i = 0; i < 10; i++) Batches.RecordsIn((await client.ReceiveAsync<FetchResponse>(12)).Response.Responses[0].Partitions[0].Records).ShouldHaveSingleItem();
        (await client.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answers_holds_up_itself_alone()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient other = await node.ConnectAsync();
        await other.CreateTopicAsync("t");
        for (int i = 0; i < 20; i++) await other.ProduceAsync("t", 0, Batches.Large(500_000));
        using WireClient deaf = await node.ConnectAsync();
        deaf.Socket.ReceiveBufferSize = 4096;
        byte[] fetch = WireClient.Encode(RecordCalls.FetchFrom("t", 0, 0), 12);
        // Ten megabytes of answer for each: the node must stop reading long before it has answered them all.
        Task sending = deaf.SendBytesAsync((byte[])[.. Enumerable.Range(0, 5000).SelectMany(_ => fetch)]);

        for (int i = 0; i < 50; i++) await other.AppendAsync("t", 0, "x");

        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(1_000_000_000);
        deaf.Dispose();
        _ = await Xunit.Record.ExceptionAsync(() => sending);
        await Eventually.TrueAsync(() => node.Node.Connections == 1, "the deaf connection has ended");
        node.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopping_node_answers_what_it_has_taken_without_waiting_for_records()
    {
        NodeUnderTest node = NodeUnderTest.Start(time: new HandClock());
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 0, maxWaitMs: Long), 12);
        await client.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a"), acks: 0), 9);
        (await client.ReceiveAsync<FetchResponse>(12)).Response.Responses[0].Partitions[0].HighWatermark.ShouldBe(1);
        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 1, maxWaitMs: Long), 12);
        await client.SendAsync(RecordCalls.FetchFrom("t", 0, 1, maxWaitMs: Long), 12);
        await Eventually.TrueAsync(() => node.Node.Topics.Find("t", 0)!.Observers == 2, "two fetches wait");
        long began = System.Diagnostics.Stopwatch.GetTimestamp();

        await node.DisposeAsync();

        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        for (int i = 0; i < 2; i++) (await client.ReceiveAsync<FetchResponse>(12)).Response.Responses[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.None);
        await client.ShouldBeClosedAsync();
        (await node.Log.WaitForAsync(1001)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_request_that_has_not_arrived_whole_when_the_node_stops_is_no_warning_and_the_one_before_it_is_answered()
    {
        using var disk = new HeldDisk(Storage.PhysicalFileSystem.Instance);
        NodeUnderTest node = NodeUnderTest.Start(files: disk);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        disk.HoldReplica("t-0");
        byte[] second = WireClient.Encode(RecordCalls.ProduceTo("t", 0, Batches.Of("b")), 9);
        await client.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a")), 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the flush waits for the disk");
        await client.SendBytesAsync(second.AsMemory(0, second.Length - 5));
        Task stopping = node.DisposeAsync().AsTask();
        disk.LetGo();

        (await client.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(0);
        await client.ShouldBeClosedAsync();
        await stopping;
        node.Log.Of(1010).ShouldBeEmpty();
    }
}
