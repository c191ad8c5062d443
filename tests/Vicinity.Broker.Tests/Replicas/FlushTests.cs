using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

public sealed class FlushTests
{
    [Theory]
    [InlineData((short)-1)]
    [InlineData((short)1)]
    public async Task Nothing_is_acknowledged_or_served_before_it_is_on_disk(short acks)
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk);
        using WireClient writer = await node.ConnectAsync();
        using WireClient reader = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        disk.HoldReplica("t-0");
        await writer.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a"), acks), 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the flush waits for the disk");

        FetchResponsePartition before = await reader.FetchAsync("t", 0, 0);
        writer.Socket.Available.ShouldBe(0);
        disk.LetGo();

        (before.HighWatermark, before.Records!.Value.Length).ShouldBe((0, 0));
        (await writer.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(0);
        (await reader.ReadValuesAsync("t")).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Flush_messages_of_1_waits_for_the_disk_whatever_flush_ms_says()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("lazy", 1, (TopicSettings.FlushMs, "1000"));
        await client.CreateTopicAsync("each", 1, (TopicSettings.FlushMs, "1000"), (TopicSettings.FlushMessages, "1"));
        disk.HoldReplica("lazy-0");
        (await client.AppendAsync("lazy", 0, "a")).ShouldBe(0);

        disk.HoldReplica("each-0");
        await client.SendAsync(RecordCalls.ProduceTo("each", 0, Batches.Of("a")), 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the flush waits for the disk");
        client.Socket.Available.ShouldBe(0);
        disk.LetGo();

        (await client.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(0);
    }

    [Fact]
    public async Task An_offset_between_the_high_watermark_and_the_log_end_waits_and_is_not_out_of_range()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk);
        using WireClient writer = await node.ConnectAsync();
        using WireClient reader = await node.ConnectAsync();
        await writer.CreateTopicAsync("t");
        disk.HoldReplica("t-0");
        await writer.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a", "b")), 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the flush waits for the disk");

        (await reader.FetchAsync("t", 0, 1)).ErrorCode.ShouldBe(ErrorCode.None);
        (await reader.FetchAsync("t", 0, 2)).ErrorCode.ShouldBe(ErrorCode.None);
        (await reader.FetchAsync("t", 0, 3)).ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        (await reader.ListOffsetAsync("t", 0, -1)).Offset.ShouldBe(0);
        (await reader.DeleteRecordsAsync("t", 0, 1)).ErrorCode.ShouldBe(ErrorCode.OffsetOutOfRange);
        disk.LetGo();
    }

    [Fact]
    public async Task One_flush_serves_all_who_came_while_the_one_before_it_ran()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk);
        using WireClient admin = await node.ConnectAsync();
        await admin.CreateTopicAsync("t");
        disk.HoldReplica("t-0");
        var writers = new List<WireClient>();
        for (int i = 0; i < 20; i++)
        {
            WireClient writer = await node.ConnectAsync();
            writers.Add(writer);
            await writer.SendAsync(RecordCalls.ProduceTo("t", 0, Batches.Of($"{i}")), 9);
        }

        await Eventually.TrueAsync(() => node.Node.RecordsAppended == 20 && disk.Waiting == 1, "all are appended and one flush runs");
        disk.LetGo();

        var offsets = new List<long>();
        foreach (WireClient writer in writers)
        {
            offsets.Add((await writer.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset);
            writer.Dispose();
        }

        offsets.Order().ShouldBe(Enumerable.Range(0, 20).Select(i => (long)i));
        disk.Syncs.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_wait_beyond_the_clients_timeout_is_answered_so_and_the_batch_may_count_all_the_same()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk);
        using WireClient client = await node.ConnectAsync();
        using WireClient reader = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        disk.HoldReplica("t-0");
        var request = new ProduceRequest
        {
            TimeoutMs = 1500,
            TopicData = [new() { Name = "t", PartitionData = [new() { Index = 0, Records = Batches.Of("slow") }, new() { Index = 1, Records = Batches.Of("fast") }] }],
        };
        await client.SendAsync(request, 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1 && node.Node.Topics.Find("t", 1)!.HighWatermark == 1, "one flush hangs and the other is done");

        clock.Advance(TimeSpan.FromMilliseconds(1499));
        client.Socket.Available.ShouldBe(0);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        (_, ProduceResponse response) = await client.ReceiveAsync<ProduceResponse>(9);
        response.Responses[0].PartitionResponses.Select(p => (p.ErrorCode, p.BaseOffset)).ShouldBe([(ErrorCode.RequestTimedOut, -1), (ErrorCode.None, 0)]);
        disk.LetGo();
        await Eventually.TrueAsync(() => node.Node.Topics.Find("t", 0)!.HighWatermark == 1, "the batch is on disk after all");
        (await reader.ReadValuesAsync("t")).ShouldBe(["slow"]);
    }

    [Fact]
    public async Task A_repeated_batch_is_not_acknowledged_before_the_original_is_on_disk()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        await using NodeUnderTest node = NodeUnderTest.Start(time: new HandClock(), files: disk);
        using WireClient first = await node.ConnectAsync();
        using WireClient second = await node.ConnectAsync();
        await first.CreateTopicAsync("t");
        byte[] batch = Batches.From(5, 0, 0, "a");
        disk.HoldReplica("t-0");
        await first.SendAsync(RecordCalls.ProduceTo("t", 0, batch), 9);
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the flush waits for the disk");
        await second.SendAsync(RecordCalls.ProduceTo("t", 0, batch), 9);
        // A request of the same connection that is answered at once would be held back behind it; another connection's shows that the node goes on.
        using (WireClient third = await node.ConnectAsync()) await third.DescribeTopicAsync("t");

        second.Socket.Available.ShouldBe(0);
        disk.LetGo();

        (await second.ReceiveAsync<ProduceResponse>(9)).Response.Responses[0].PartitionResponses[0].BaseOffset.ShouldBe(0);
        (await second.ReadValuesAsync("t")).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_topic_that_is_flushed_by_interval_is_acknowledged_before_the_disk_has_it()
    {
        using var disk = new HeldDisk(PhysicalFileSystem.Instance);
        var clock = new HandClock();
        await using NodeUnderTest node = NodeUnderTest.Start(time: clock, files: disk);
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.FlushMs, "1000"));
        disk.HoldReplica("t-0");

        (await client.AppendAsync("t", 0, "a")).ShouldBe(0);
        (await client.ReadValuesAsync("t")).ShouldBe(["a"]);
        disk.Waiting.ShouldBe(0);

        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => disk.Waiting == 1, "the interval's flush has begun");
        (await client.AppendAsync("t", 0, "b")).ShouldBe(1);
        disk.LetGo();
    }

    [Fact]
    public async Task A_failed_flush_is_told_to_those_who_wait_and_takes_that_partition_alone_out_of_service()
    {
        var disk = new SimulatedFileSystem();
        await using NodeUnderTest node = NodeUnderTest.Start(files: disk, folder: "/data");
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 2);
        await client.AppendAsync("t", 0, "kept");
        disk.Fail(FileOperation.Sync, "t-0");

        (await client.ProduceAsync("t", 0, Batches.Of("lost"))).ErrorCode.ShouldBe(ErrorCode.NotEnoughReplicasAfterAppend, "the next start may find it");

        (await client.ProduceAsync("t", 0, Batches.Of("x"))).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.FetchAsync("t", 0, 0)).ErrorCode.ShouldBe(ErrorCode.KafkaStorageError);
        (await client.AppendAsync("t", 1, "other")).ShouldBe(0);
        LoggedEvent line = (await node.Log.WaitForAsync(1030)).ShouldHaveSingleItem();
        line.Text.ShouldContain("t-0");

        await node.RestartAsync(() => disk.LosePower(new Prng(1)));
        using WireClient again = await node.ConnectAsync();
        (await again.ReadAllAsync("t"))[0].Value.ShouldBe("kept");
        (await again.ReadValuesAsync("t", 1)).ShouldBe(["other"]);
    }

    [Fact]
    public async Task Whatever_a_power_failure_takes_what_was_acknowledged_is_there_afterwards()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var disk = new SimulatedFileSystem();
            await using NodeUnderTest node = NodeUnderTest.Start(files: disk, folder: "/data");
            var acknowledged = new List<string>();
            using (WireClient client = await node.ConnectAsync())
            {
                await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "1500"));
                disk.StopAfter((int)(5 + (seed * 3)));
                for (int i = 0; ; i++)
                {
                    ProduceResponsePartition answer = await client.ProduceAsync("t", 0, Batches.From(3, 0, i, $"{i} {new string('x', 250)}"));
                    if (answer.ErrorCode != ErrorCode.None) break;
                    answer.BaseOffset.ShouldBe(i);
                    acknowledged.Add($"{i} {new string('x', 250)}");
                }
            }

            await node.RestartAsync(() => disk.LosePower(new Prng(seed)));
            using WireClient again = await node.ConnectAsync();
            (await again.ReadValuesAsync("t")).Take(acknowledged.Count).ShouldBe(acknowledged, $"seed {seed}");
        }
    }
}
