using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

public sealed class ProducerTests
{
    private static readonly TopicPartition s_p0 = new("t", 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_a_partition_keep_the_order_of_the_calls()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        await using var producer = new Producer(Options(broker) with { BatchBytes = 300 });
        Task<RecordPosition>[] sent = [.. Enumerable.Range(0, 500).Select(i => producer.SendAsync("t", default, Value(i)))];
        RecordPosition[] positions = await Task.WhenAll(sent);
        positions.Select(p => p.Offset).ShouldBe(Enumerable.Range(0, 500).Select(i => (long)i));
        logs[s_p0].Values().ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Keys_choose_the_partition_and_null_keys_use_all()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 3);
        await using var producer = new Producer(Options(broker) with { BatchBytes = 200 });
        RecordPosition[] keyed = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => producer.SendAsync("t", Value(i), "v"u8)));
        for (int i = 0; i < 30; i++) keyed[i].Partition.Partition.ShouldBe(Partitioner.PartitionOf(Value(i), 3));
        RecordPosition[] others = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => producer.SendAsync("t", default, "some value"u8)));
        others.Select(p => p.Partition.Partition).Distinct().Count().ShouldBe(3);
        (await producer.SendAsync("t", default, "v"u8, partition: 2)).Partition.Partition.ShouldBe(2);
        producer.PartitionCount("t").ShouldBe(3);
    }

    [Fact]
    public async Task A_retried_batch_has_the_same_bytes()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        var seen = new ConcurrentQueue<string>();
        int attempts = 0;
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (_, records) =>
        {
            seen.Enqueue(Convert.ToHexString(records.Span));
            return Interlocked.Increment(ref attempts) < 4 ? (ErrorCode.NotEnoughReplicasAfterAppend, -1) : (ErrorCode.None, 7);
        }));
        await using var producer = new Producer(Options(broker));
        (await producer.SendAsync("t", "k"u8, "v"u8)).Offset.ShouldBe(7);
        seen.Count.ShouldBe(4);
        seen.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_final_error_fails_the_record_with_the_brokers_code()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (_, _) => (ErrorCode.MessageTooLarge, -1)));
        await using var producer = new Producer(Options(broker));
        var error = await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, "v"u8));
        error.Code.ShouldBe(ErrorCode.MessageTooLarge);
        error.Partition.ShouldBe(s_p0);
        error.IsRetriable.ShouldBeFalse();
        error.Message.ShouldContain("max.message.bytes");
    }

    [Fact]
    public async Task A_delivery_that_fails_for_another_requests_error_names_that_error_once()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        broker.On<InitProducerIdRequest, InitProducerIdResponse>(_ => new InitProducerIdResponse { ErrorCode = ErrorCode.ClusterAuthorizationFailed });
        await using var producer = new Producer(Options(broker));
        var error = await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, "v"u8));
        error.Code.ShouldBe(ErrorCode.ClusterAuthorizationFailed);
        error.Message.Split("CLUSTER_AUTHORIZATION_FAILED").Length.ShouldBe(2, error.Message);
    }

    [Fact]
    public async Task After_a_failed_record_the_next_ones_go_on()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        int requests = 0;
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (p, records) =>
            Interlocked.Increment(ref requests) == 1 ? (ErrorCode.InvalidRecord, -1) : logs[p].Append(records)));
        await using var producer = new Producer(Options(broker));
        await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, "bad"u8));
        for (int i = 0; i < 3; i++) (await producer.SendAsync("t", default, Value(i))).Offset.ShouldBe(i);
    }

    [Fact]
    public async Task A_broker_that_has_forgotten_the_producer_gets_a_new_one()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        await using var producer = new Producer(Options(broker));
        await producer.SendAsync("t", default, "a"u8);
        logs[s_p0].ForgetProducers();
        await producer.SendAsync("t", default, "b"u8);
        await producer.SendAsync("t", default, "c"u8);
        logs[s_p0].Values().ShouldBe(["a", "b", "c"]);
        broker.Count(ApiKey.InitProducerId).ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_producer_is_replaced_when_nothing_can_have_been_appended_before()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        int requests = 0;
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (p, records) =>
            Interlocked.Increment(ref requests) == 1 ? (ErrorCode.UnknownProducerId, -1) : logs[p].Append(records)));
        await using var producer = new Producer(Options(broker));
        await producer.SendAsync("t", default, "a"u8);
        logs[s_p0].Values().ShouldBe(["a"]);
    }

    [Fact]
    public async Task An_unknown_producer_after_a_lost_answer_fails_rather_than_duplicate()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        int requests = 0;
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (p, records) =>
        {
            if (Interlocked.Increment(ref requests) != 1) return (ErrorCode.UnknownProducerId, -1);
            logs[p].Append(records);
            throw new DropConnectionException();
        }));
        await using var producer = new Producer(Options(broker));
        await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, "a"u8));
        logs[s_p0].Values().ShouldBe(["a"]);
    }

    [Fact]
    public async Task What_cannot_be_delivered_in_time_fails()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (_, _) => (ErrorCode.NotLeaderOrFollower, -1)));
        await using var producer = new Producer(Options(broker) with { DeliveryTimeout = TimeSpan.FromSeconds(2) });
        var error = await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, "v"u8));
        error.IsRetriable.ShouldBeTrue();
        error.Message.ShouldContain("2 s");
        error.Message.ShouldContain("NOT_LEADER_OR_FOLLOWER");
    }

    [Fact]
    public async Task An_unknown_topic_fails_after_the_delivery_timeout()
    {
        await using var broker = new FakeBroker();
        await using var producer = new Producer(Options(broker) with { DeliveryTimeout = TimeSpan.FromMilliseconds(200) });
        (await Should.ThrowAsync<DeliveryException>(producer.SendAsync("nowhere", default, "v"u8))).Code.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        producer.TryPost("nowhere", default, "v"u8).ShouldBeFalse();
    }

    [Fact]
    public async Task A_topic_that_comes_later_is_found_and_order_is_kept()
    {
        await using var broker = new FakeBroker();
        await using var producer = new Producer(Options(broker));
        Task<RecordPosition>[] sent = [.. Enumerable.Range(0, 20).Select(i => producer.SendAsync("t", default, Value(i)))];
        var logs = broker.WithLogs("t", 1);
        await Task.WhenAll(sent);
        logs[s_p0].Values().ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    /// <summary>The pause is for the leader that failed: a new one is asked at once.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(25_000)]
    public async Task Leaders_that_moved_are_found_at_once_whatever_the_pause_after_a_failure(int backoffMs)
    {
        await using var first = new FakeBroker(1);
        await using var second = new FakeBroker(2);
        first.WithLogs("t", 1);
        var logs = second.WithLogs("t", 1);
        first.Peers.Add(second);
        second.Peers.Add(first);
        first.On<ProduceRequest, ProduceResponse>(request =>
        {
            first.Leaders[s_p0] = second.Leaders[s_p0] = 2;
            return LogBroker.Answer(request, (_, _) => (ErrorCode.NotLeaderOrFollower, -1));
        });
        await using var producer = new Producer(Options(first) with { RetryBackoff = TimeSpan.FromMilliseconds(backoffMs) });
        await producer.SendAsync("t", default, "v"u8).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        logs[s_p0].Values().ShouldBe(["v"]);
    }

    [Fact]
    public async Task A_batch_whose_linger_time_is_over_goes_with_the_next_record_though_the_timer_is_late()
    {
        var time = new FakeTimeProvider();
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        await using var producer = new Producer(Options(broker) with { Linger = TimeSpan.FromSeconds(5) }, time);
        Task known = producer.SendAsync("t", default, "known"u8);
        await producer.FlushAsync(TestContext.Current.CancellationToken);
        await known;

        Task<RecordPosition> first = producer.SendAsync("t", default, "first"u8);
        // The clock moves, and no timer with it.
        time.AdjustTime(time.GetUtcNow() + TimeSpan.FromSeconds(5));
        Task<RecordPosition> second = producer.SendAsync("t", default, "second"u8);

        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        logs[s_p0].Values().ShouldBe(["known", "first", "second"]);
    }

    [Fact]
    public async Task A_full_buffer_holds_posts_back_until_there_is_room()
    {
        var gate = new TaskCompletionSource();
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        broker.OnAsync<ProduceRequest, ProduceResponse>(async request =>
        {
            await gate.Task;
            return LogBroker.Append(request, logs);
        });
        await using var producer = new Producer(Options(broker) with { BatchBytes = 1000, BufferBytes = 4000 });
        int taken = 0;
        ValueTask held;
        while ((held = producer.PostAsync("t", default, Value(taken))).IsCompletedSuccessfully || producer.PartitionCount("t") is null)
        {
            await held;
            taken++;
        }
        producer.TryPost("t", default, "x"u8).ShouldBeFalse();
        taken.ShouldBeInRange(10, 1000);
        producer.BufferedBytes.ShouldBeLessThanOrEqualTo(4000);
        gate.SetResult();
        await held;
        await producer.FlushAsync(Cancel);
        logs[s_p0].Values().ShouldBe(Enumerable.Range(0, taken + 1).Select(i => $"{i}"));
        producer.BufferedBytes.ShouldBe(0);
    }

    [Fact]
    public async Task Unawaited_sends_beyond_buffer_and_line_fail_at_once()
    {
        await using var broker = new FakeBroker();
        await using var producer = new Producer(Options(broker) with { BatchBytes = 1000, BufferBytes = 4000, DeliveryTimeout = TimeSpan.FromMilliseconds(300) });
        Task<RecordPosition>[] sent = [.. Enumerable.Range(0, 20).Select(_ => producer.SendAsync("nowhere", default, new byte[500]))];
        Task<RecordPosition> refused = sent.First(s => s.IsFaulted);
        (await Should.ThrowAsync<DeliveryException>(refused)).Message.ShouldContain("await earlier sends");
        foreach (Task<RecordPosition> task in sent) await Should.ThrowAsync<DeliveryException>(task);
    }

    [Fact]
    public async Task The_outcome_of_posted_records_is_told_to_the_handler_or_thrown_by_the_flush()
    {
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        broker.On<ProduceRequest, ProduceResponse>(request => LogBroker.Answer(request, (_, _) => (ErrorCode.InvalidRecord, -1)));
        await using (var producer = new Producer(Options(broker)))
        {
            await producer.PostAsync("t", default, "v"u8);
            (await Should.ThrowAsync<DeliveryException>(producer.FlushAsync(Cancel))).Code.ShouldBe(ErrorCode.InvalidRecord);
            await producer.FlushAsync(Cancel);
        }
        var told = new ConcurrentQueue<BatchDelivery>();
        await using var telling = new Producer(Options(broker) with { OnDelivery = told.Enqueue });
        await telling.PostAsync("t", default, "v"u8);
        await telling.FlushAsync(Cancel);
        told.ShouldHaveSingleItem().Error!.Code.ShouldBe(ErrorCode.InvalidRecord);
    }

    [Fact]
    public async Task Without_acknowledgement_records_are_sent_and_have_no_offset()
    {
        var arrived = new TaskCompletionSource<ProduceRequest>();
        await using var broker = new FakeBroker();
        broker.WithLogs("t", 1);
        broker.On<ProduceRequest, ProduceResponse>(request =>
        {
            arrived.TrySetResult(request);
            return null;
        });
        await using var producer = new Producer(Options(broker) with { Acks = Acks.None });
        (await producer.SendAsync("t", default, "v"u8)).Offset.ShouldBe(-1);
        (await arrived.Task.WaitAsync(Cancel)).Acks.ShouldBe((short)0);
        broker.Count(ApiKey.InitProducerId).ShouldBe(0);
    }

    [Fact]
    public async Task A_record_above_the_largest_request_is_refused_at_once()
    {
        await using var broker = new FakeBroker();
        await using var producer = new Producer(Options(broker) with { BatchBytes = 1000, MaxRequestBytes = 2000 });
        (await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, new byte[2000]))).Code.ShouldBe(ErrorCode.MessageTooLarge);
    }

    [Fact]
    public async Task Disposing_delivers_what_was_handed_over()
    {
        await using var broker = new FakeBroker();
        var logs = broker.WithLogs("t", 1);
        await using (var producer = new Producer(Options(broker) with { Linger = TimeSpan.FromHours(1) }))
            for (int i = 0; i < 10; i++) await producer.PostAsync("t", default, Value(i));
        logs[s_p0].Values().Count.ShouldBe(10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Settings_out_of_bounds_are_named(int inFlight) =>
        Should.Throw<ArgumentException>(() => new Producer(new ProducerOptions { BootstrapServers = "x:1", MaxInFlightPerPartition = inFlight })).Message.ShouldContain($"MaxInFlightPerPartition is {inFlight}");

    internal static ProducerOptions Options(FakeBroker broker) => new()
    {
        BootstrapServers = broker.Servers,
        Linger = TimeSpan.FromMilliseconds(1),
        RetryBackoff = TimeSpan.FromMilliseconds(2),
        ReconnectBackoff = TimeSpan.FromMilliseconds(1),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(20),
        DeliveryTimeout = TimeSpan.FromSeconds(30),
    };

    internal static byte[] Value(int i) => Encoding.UTF8.GetBytes($"{i}");
}
