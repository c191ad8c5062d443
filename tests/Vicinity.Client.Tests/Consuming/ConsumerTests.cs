using System.Text;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

public sealed class ConsumerTests
{
    private static readonly TopicPartition s_p0 = new("t", 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assigned_partitions_are_read_from_the_wanted_offset_on_though_batches_come_whole()
    {
        await using var broker = new FakeBroker();
        FakeLog log = broker.WithLogs("t", 1)[s_p0];
        log.AppendUnchecked(Batch(0, 10));
        log.AppendUnchecked(Batch(10, 10));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.AtOffset(7));
        (await ReadAsync(consumer, 13)).Select(r => r.Offset).ShouldBe(Enumerable.Range(7, 13).Select(i => (long)i));
        consumer.EndOffset(s_p0).ShouldBe(20);
    }

    [Fact]
    public async Task What_is_written_while_a_time_is_looked_up_is_read()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        int lookups = 0;
        broker.On<ListOffsetsRequest, ListOffsetsResponse>(request =>
        {
            ListOffsetsResponse response = LogBroker.List(request, logs);
            // The first record comes right after the first answer that there is none at or after the time.
            if (request.Topics[0].Partitions[0].Timestamp >= 0)
            {
                response.Topics[0].Partitions[0].Offset = -1;
                if (Interlocked.Increment(ref lookups) == 1) logs[s_p0].AppendUnchecked(Batch(0, 3));
            }
            return response;
        });
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.AtTime(1));
        (await ReadAsync(consumer, 3)).Select(r => r.Offset).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Control_batches_and_empty_batches_are_passed_over()
    {
        await using var broker = new FakeBroker();
        FakeLog log = broker.WithLogs("t", 1)[s_p0];
        log.AppendUnchecked(Batch(0, 2));
        log.AppendUnchecked(ControlBatch.Create(0, 0, 5, 1, [0, 0, 0, 0, 0, 0], lastOffsetDelta: 0));
        byte[] empty = new byte[BatchLayout.HeaderBytes];
        RecordBatch.WriteEmpty(empty, new RecordBatchHeader { LastOffsetDelta = 9 });
        log.AppendUnchecked(empty);
        log.AppendUnchecked(Batch(13, 1));
        log.AppendUnchecked(ControlBatch.Create(0, 0, 5, 1, [0, 0, 0, 0, 0, 0], lastOffsetDelta: 0));
        await using var consumer = new Consumer(Options(broker) with { PartitionFetchBytes = 80 });
        consumer.Assign([s_p0], StartPosition.Earliest);
        (await ReadAsync(consumer, 3)).Select(r => r.ValueText).ShouldBe(["0", "1", "13"]);
        while (!consumer.IsCaughtUp) (await consumer.PollAsync(TimeSpan.FromMilliseconds(50), Cancel)).ShouldBeNull();
        consumer.Position(s_p0).ShouldBe(15);
    }

    [Fact]
    public async Task A_cut_off_last_batch_is_fetched_again_whole()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        logs[s_p0].AppendUnchecked(Batch(0, 3));
        logs[s_p0].AppendUnchecked(Batch(3, 3));
        int fetches = 0;
        broker.On<FetchRequest, FetchResponse>(request =>
        {
            FetchResponse response = LogBroker.Fetch(request, logs);
            FetchResponsePartition p = response.Responses[0].Partitions[0];
            if (Interlocked.Increment(ref fetches) % 2 == 1 && p.Records!.Value.Length > 0) p.Records = p.Records.Value[..^7];
            return response;
        });
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        (await ReadAsync(consumer, 6)).Select(r => r.ValueText).ShouldBe(["0", "1", "2", "3", "4", "5"]);
    }

    [Fact]
    public async Task A_wrong_checksum_is_told_and_can_be_passed_by_seeking()
    {
        await using var broker = new FakeBroker();
        FakeLog log = broker.WithLogs("t", 1)[s_p0];
        log.AppendUnchecked(Batch(0, 2));
        byte[] damaged = Batch(2, 2);
        damaged[^1] ^= 1;
        log.AppendUnchecked(damaged);
        log.AppendUnchecked(Batch(4, 2));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        (await ReadAsync(consumer, 2)).Count.ShouldBe(2);
        var error = await Should.ThrowAsync<CorruptRecordsException>(async () => await ReadAsync(consumer, 1));
        (error.Partition, error.Offset).ShouldBe((s_p0, 2));
        consumer.Seek(s_p0, StartPosition.AtOffset(4));
        (await ReadAsync(consumer, 2)).Select(r => r.ValueText).ShouldBe(["4", "5"]);
    }

    [Fact]
    public async Task An_offset_that_is_not_there_is_replaced_by_the_earliest()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1)[s_p0].AppendUnchecked(Batch(0, 5));
        await using var consumer = new Consumer(Options(broker) with { AutoOffsetReset = OffsetReset.Earliest });
        consumer.Assign([s_p0], StartPosition.AtOffset(1000));
        (await ReadAsync(consumer, 1))[0].Offset.ShouldBe(0);
    }

    [Fact]
    public async Task An_offset_that_is_not_there_is_replaced_by_the_latest()
    {
        await using var broker = new FakeBroker();
        FakeLog log = broker.WithLogs("t", 1)[s_p0];
        log.AppendUnchecked(Batch(0, 5));
        await using var consumer = new Consumer(Options(broker) with { AutoOffsetReset = OffsetReset.Latest });
        consumer.Assign([s_p0], StartPosition.AtOffset(1000));
        while (consumer.Position(s_p0) is null or 1000) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        log.AppendUnchecked(Batch(5, 1));
        (await ReadAsync(consumer, 1))[0].Offset.ShouldBe(5);
    }

    [Fact]
    public async Task Without_a_reset_policy_a_missing_offset_is_an_error()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        await using var consumer = new Consumer(Options(broker) with { AutoOffsetReset = OffsetReset.None });
        consumer.Assign([s_p0], StartPosition.AtOffset(1000));
        (await Should.ThrowAsync<PositionOutOfRangeException>(async () => await ReadAsync(consumer, 1))).Offset.ShouldBe(1000);
    }

    [Fact]
    public async Task A_prefix_follows_topics_as_they_come_from_their_beginning()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("traffic.1", 2);
        broker.Topics["other"] = 1;
        logs[new("traffic.1", 0)].AppendUnchecked(Batch(0, 1));
        await using var consumer = new Consumer(Options(broker) with { TopicRefreshInterval = TimeSpan.FromMilliseconds(10) });
        consumer.Subscribe(TopicFilter.Prefix("traffic."), StartPosition.Latest);
        while (!consumer.IsCaughtUp) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        consumer.Assignment.ShouldBe([new("traffic.1", 0), new("traffic.1", 1)]);
        var log = new FakeLog();
        log.AppendUnchecked(Batch(0, 3));
        logs[new("traffic.2", 0)] = log;
        broker.Topics["traffic.2"] = 1;
        (await ReadAsync(consumer, 3)).ShouldAllBe(r => r.Topic == "traffic.2");
    }

    [Fact]
    public async Task A_consumer_goes_on_by_itself_when_the_broker_comes_back()
    {
        await using var broker = new FakeBroker();
        FakeLog log = broker.WithLogs("t", 1)[s_p0];
        log.AppendUnchecked(Batch(0, 2));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        await ReadAsync(consumer, 2);
        for (int i = 0; i < 5; i++)
        {
            broker.DropConnections();
            log.AppendUnchecked(Batch(2 + i, 1));
            (await ReadAsync(consumer, 1))[0].ValueText.ShouldBe($"{2 + i}");
        }
    }

    [Fact]
    public async Task Connection_trouble_is_visible_while_it_lasts()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        bool refuse = false;
        broker.On<FetchRequest, FetchResponse>(request => Volatile.Read(ref refuse) ? throw new DropConnectionException() : LogBroker.Fetch(request, logs));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        while (!consumer.IsConnected || consumer.LastSuccess is null) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        Volatile.Write(ref refuse, true);
        while (consumer.IsConnected) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
        DateTimeOffset last = consumer.LastSuccess!.Value;
        Volatile.Write(ref refuse, false);
        while (!consumer.IsConnected || consumer.LastSuccess <= last) await consumer.PollAsync(TimeSpan.FromMilliseconds(20), Cancel);
    }

    [Fact]
    public async Task Records_that_were_not_asked_for_come_again()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1)[s_p0].AppendUnchecked(Batch(0, 5));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        await foreach (ConsumedRecord record in consumer.ReadAsync(Cancel))
            if (record.Offset == 2) break;
        consumer.Position(s_p0).ShouldBe(2);
        await foreach (ConsumedRecord record in consumer.ReadAsync(Cancel))
        {
            record.Offset.ShouldBe(2);
            break;
        }
    }

    [Fact]
    public async Task A_paused_partition_gives_nothing_until_it_is_resumed()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 2);
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0, new("t", 1)], StartPosition.Earliest);
        while (!consumer.IsCaughtUp) await consumer.PollAsync(TimeSpan.FromMilliseconds(10), Cancel);
        consumer.Pause([s_p0]);
        logs[s_p0].AppendUnchecked(Batch(0, 1));
        logs[new("t", 1)].AppendUnchecked(Batch(0, 1));
        (await ReadAsync(consumer, 1))[0].Partition.ShouldBe(1);
        (await consumer.PollAsync(TimeSpan.FromMilliseconds(30), Cancel)).ShouldBeNull();
        consumer.Resume([s_p0]);
        (await ReadAsync(consumer, 1))[0].Partition.ShouldBe(0);
    }

    [Fact]
    public async Task Cancelling_ends_a_poll()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        using var cancel = new CancellationTokenSource();
        Task<ConsumedBatch?> poll = consumer.PollAsync(Timeout.InfiniteTimeSpan, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(poll);
    }

    [Fact]
    public async Task A_batch_cannot_be_read_after_the_next_poll()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1)[s_p0].AppendUnchecked(Batch(0, 1));
        await using var consumer = new Consumer(Options(broker));
        consumer.Assign([s_p0], StartPosition.Earliest);
        ConsumedBatch? batch;
        do batch = await consumer.PollAsync(TimeSpan.FromSeconds(1), Cancel);
        while (batch is null);
        await consumer.PollAsync(TimeSpan.Zero, Cancel);
        Should.Throw<ObjectDisposedException>(() => batch.ToRecords());
    }

    [Fact]
    public async Task Committing_without_a_group_is_refused_with_the_reason()
    {
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = "x:1" });
        (await Should.ThrowAsync<InvalidOperationException>(consumer.CommitAsync(Cancel))).Message.ShouldContain("GroupId");
    }

    private static ConsumerOptions Options(FakeBroker broker) => new()
    {
        BootstrapServers = broker.Servers,
        AutoOffsetReset = OffsetReset.Earliest,
        MaxWait = TimeSpan.FromMilliseconds(20),
        RetryBackoff = TimeSpan.FromMilliseconds(2),
        ReconnectBackoff = TimeSpan.FromMilliseconds(1),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(20),
    };

    private static async Task<List<ConsumedRecord>> ReadAsync(Consumer consumer, int count)
    {
        var records = new List<ConsumedRecord>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (records.Count < count)
            if (await consumer.PollAsync(TimeSpan.FromSeconds(5), limit.Token) is { } batch) records.AddRange(batch.ToRecords());
        return records;
    }

    private static byte[] Batch(int first, int count)
    {
        using var builder = new RecordBatchBuilder(100_000);
        for (int i = 0; i < count; i++) builder.TryAppend(1000 + i, default, Encoding.UTF8.GetBytes($"{first + i}"));
        return builder.Complete().ToArray();
    }
}
