using System.Text;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client.Tests;

public sealed class MockClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<CompressionCodec> Codecs =>
        [CompressionCodec.None, CompressionCodec.Gzip, CompressionCodec.Snappy, CompressionCodec.Lz4, CompressionCodec.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task Records_of_every_codec_come_back(CompressionCodec codec)
    {
        await using MockCluster cluster = await MockCluster.StartAsync();
        await cluster.CreateTopicAsync("t", 2);
        await using var producer = new Producer(ProducerOptions(cluster) with { Compression = codec });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => producer.SendAsync("t", Value(i), Value(i), [new RecordHeader("n", Value(i))])));
        List<ConsumedRecord> records = await ReadAsync(cluster, 200);
        records.Select(r => int.Parse(r.ValueText!)).Order().ShouldBe(Enumerable.Range(0, 200));
        records.ShouldAllBe(r => r.KeyText == r.ValueText && r.Partition == Partitioner.PartitionOf(r.Key!, 2) && r.Headers.Count == 1);
    }

    [Fact]
    public async Task Errors_of_produce_are_survived_without_loss_duplicate_or_disorder()
    {
        await using MockCluster cluster = await MockCluster.StartAsync();
        await cluster.CreateTopicAsync("t", 1);
        // The mock appends a batch whose predecessor it has refused, so order needs one at a time here.
        await using var producer = new Producer(ProducerOptions(cluster) with { BatchBytes = 400, MaxInFlightPerPartition = 1 });
        await producer.SendAsync("t", default, Value(0));
        await cluster.PushErrorsAsync(
            ApiKey.Produce, ErrorCode.NotLeaderOrFollower, ErrorCode.LeaderNotAvailable, ErrorCode.RequestTimedOut, ErrorCode.None, ErrorCode.NotEnoughReplicas,
            ErrorCode.UnknownTopicOrPartition, ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.None, ErrorCode.CorruptMessage, ErrorCode.KafkaStorageError);
        await Task.WhenAll(Enumerable.Range(1, 300).Select(i => producer.SendAsync("t", default, Value(i))));
        (await ReadAsync(cluster, 301)).Select(r => int.Parse(r.ValueText!)).ShouldBe(Enumerable.Range(0, 301));
    }

    [Fact]
    public async Task A_final_error_of_produce_reaches_the_record()
    {
        await using MockCluster cluster = await MockCluster.StartAsync(1);
        await cluster.CreateTopicAsync("t", 1);
        await using var producer = new Producer(ProducerOptions(cluster));
        await producer.SendAsync("t", default, Value(0));
        await cluster.PushErrorsAsync(ApiKey.Produce, ErrorCode.TopicAuthorizationFailed);
        (await Should.ThrowAsync<DeliveryException>(producer.SendAsync("t", default, Value(1)))).Code.ShouldBe(ErrorCode.TopicAuthorizationFailed);
        (await producer.SendAsync("t", default, Value(2))).Offset.ShouldBe(1);
    }

    [Fact]
    public async Task An_id_for_the_producer_is_asked_for_until_it_comes()
    {
        await using MockCluster cluster = await MockCluster.StartAsync(1);
        await cluster.CreateTopicAsync("t", 1);
        await cluster.PushErrorsAsync(ApiKey.InitProducerId, ErrorCode.CoordinatorLoadInProgress, ErrorCode.CoordinatorNotAvailable, ErrorCode.NotCoordinator);
        await using var producer = new Producer(ProducerOptions(cluster));
        (await producer.SendAsync("t", default, Value(0))).Offset.ShouldBe(0);
    }

    [Fact]
    public async Task Errors_of_fetch_are_survived()
    {
        await using MockCluster cluster = await MockCluster.StartAsync();
        await cluster.CreateTopicAsync("t", 1);
        await using var producer = new Producer(ProducerOptions(cluster));
        for (int i = 0; i < 20; i++) await producer.SendAsync("t", default, Value(i));
        await cluster.PushErrorsAsync(
            ApiKey.Fetch, ErrorCode.NotLeaderOrFollower, ErrorCode.UnknownTopicOrPartition, ErrorCode.LeaderNotAvailable, ErrorCode.FencedLeaderEpoch, ErrorCode.UnknownLeaderEpoch);
        await cluster.PushErrorsAsync(ApiKey.ListOffsets, ErrorCode.LeaderNotAvailable, ErrorCode.NotLeaderOrFollower);
        (await ReadAsync(cluster, 20)).Select(r => int.Parse(r.ValueText!)).ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task Moved_leaders_and_lost_brokers_cost_neither_records_nor_order()
    {
        await using MockCluster cluster = await MockCluster.StartAsync();
        await cluster.CreateTopicAsync("t", 1);
        await cluster.SetLeaderAsync("t", 0, 1);
        await using var producer = new Producer(ProducerOptions(cluster) with { BatchBytes = 300 });
        await using var consumer = new Consumer(ConsumerOptions(cluster));
        consumer.Assign([new TopicPartition("t", 0)], StartPosition.Earliest);
        var sent = new List<Task<RecordPosition>>();
        var read = new List<int>();
        for (int i = 0; i < 300; i++)
        {
            sent.Add(producer.SendAsync("t", default, Value(i)));
            if (i == 60) await cluster.SetLeaderAsync("t", 0, 2);
            if (i == 120) await cluster.SetDownAsync(2);
            if (i == 150) await cluster.SetLeaderAsync("t", 0, 3);
            if (i == 200) await cluster.SetUpAsync(2);
            if (i == 240) await cluster.SetLeaderAsync("t", 0, 2);
            if (i % 20 == 0) read.AddRange(await PollAsync(consumer));
        }
        await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        while (read.Count < 300) read.AddRange(await PollAsync(consumer));
        read.ShouldBe(Enumerable.Range(0, 300));
    }

    [Fact]
    public async Task A_group_survives_errors_of_its_coordinator_and_resumes_where_it_committed()
    {
        await using MockCluster cluster = await MockCluster.StartAsync();
        await cluster.CreateTopicAsync("t", 2);
        await using var producer = new Producer(ProducerOptions(cluster));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => producer.SendAsync("t", Value(i), Value(i))));
        await cluster.PushErrorsAsync(ApiKey.FindCoordinator, ErrorCode.CoordinatorNotAvailable);
        await cluster.PushErrorsAsync(ApiKey.JoinGroup, ErrorCode.CoordinatorLoadInProgress, ErrorCode.NotCoordinator);
        await cluster.PushErrorsAsync(ApiKey.OffsetFetch, ErrorCode.CoordinatorLoadInProgress);
        var first = new List<int>();
        await using (var consumer = new Consumer(ConsumerOptions(cluster) with { GroupId = "g" }))
        {
            consumer.Subscribe(TopicFilter.Topics("t"));
            while (first.Count < 50) first.AddRange(await PollAsync(consumer));
            await cluster.PushErrorsAsync(ApiKey.OffsetCommit, ErrorCode.NotCoordinator);
            await PollAsync(consumer);
            await consumer.CommitAsync(Cancel);
        }
        first.Order().ShouldBe(Enumerable.Range(0, 50));
        await Task.WhenAll(Enumerable.Range(50, 10).Select(i => producer.SendAsync("t", Value(i), Value(i))));
        var second = new List<int>();
        await using var resumed = new Consumer(ConsumerOptions(cluster) with { GroupId = "g" });
        resumed.Subscribe(TopicFilter.Topics("t"));
        while (second.Count < 10) second.AddRange(await PollAsync(resumed));
        second.Order().ShouldBe(Enumerable.Range(50, 10));
    }

    [Fact]
    public async Task What_a_broker_lacks_is_said_by_name()
    {
        await using MockCluster cluster = await MockCluster.StartAsync(1);
        await using var admin = new Admin(new AdminOptions { BootstrapServers = cluster.Servers });
        (await Should.ThrowAsync<UnsupportedApiException>(admin.CreateTopicAsync("t", 1, 1, cancel: Cancel))).Api.ShouldBe(ApiKey.CreateTopics);
    }

    private static ProducerOptions ProducerOptions(MockCluster cluster) => new()
    {
        BootstrapServers = cluster.Servers,
        Linger = TimeSpan.FromMilliseconds(1),
        RetryBackoff = TimeSpan.FromMilliseconds(10),
        ReconnectBackoff = TimeSpan.FromMilliseconds(5),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(100),
    };

    private static ConsumerOptions ConsumerOptions(MockCluster cluster) => new()
    {
        BootstrapServers = cluster.Servers,
        AutoOffsetReset = OffsetReset.Earliest,
        MaxWait = TimeSpan.FromMilliseconds(50),
        RetryBackoff = TimeSpan.FromMilliseconds(10),
        ReconnectBackoff = TimeSpan.FromMilliseconds(5),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(100),
        SessionTimeout = TimeSpan.FromSeconds(6),
        HeartbeatInterval = TimeSpan.FromMilliseconds(300),
    };

    private static async Task<List<ConsumedRecord>> ReadAsync(MockCluster cluster, int count)
    {
        await using var consumer = new Consumer(ConsumerOptions(cluster));
        consumer.Subscribe(TopicFilter.Topics("t"));
        var records = new List<ConsumedRecord>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (records.Count < count || !consumer.IsCaughtUp)
            if (await consumer.PollAsync(TimeSpan.FromMilliseconds(100), limit.Token) is { } batch) records.AddRange(batch.ToRecords());
        return records;
    }

    private static async Task<IEnumerable<int>> PollAsync(Consumer consumer) =>
        await consumer.PollAsync(TimeSpan.FromMilliseconds(100), Cancel) is { } batch ? [.. batch.ToRecords().Select(r => int.Parse(r.ValueText!))] : [];

    private static byte[] Value(int i) => Encoding.UTF8.GetBytes($"{i}");
}
