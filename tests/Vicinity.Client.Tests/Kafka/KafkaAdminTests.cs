using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

[Collection(nameof(KafkaNode))]
public sealed class KafkaAdminTests(KafkaNode kafka) : IAsyncDisposable
{
    private readonly Admin _admin = new(new AdminOptions { BootstrapServers = kafka.Servers });
    private readonly string _topic = $"t-{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Topics_are_created_described_grown_and_deleted()
    {
        await _admin.CreateTopicAsync(_topic, 2, 1, new Dictionary<string, string> { ["retention.ms"] = "60000" }, Cancel);
        (await Should.ThrowAsync<KafkaErrorException>(_admin.CreateTopicAsync(_topic, 2, 1, cancel: Cancel))).Code.ShouldBe(ErrorCode.TopicAlreadyExists);
        (await _admin.EnsureTopicAsync(_topic, 2, cancel: Cancel)).ShouldBeFalse();
        await _admin.CreatePartitionsAsync(_topic, 5, Cancel);
        (await Should.ThrowAsync<KafkaErrorException>(_admin.CreatePartitionsAsync(_topic, 3, Cancel))).Code.ShouldBe(ErrorCode.InvalidPartitions);
        TopicDescription described = await DescribeAsync(partitions: 5);
        described.Id.ShouldNotBe(Guid.Empty);
        described.Partitions.Select(p => p.Index).ShouldBe([0, 1, 2, 3, 4]);
        described.Partitions.ShouldAllBe(p => p.LeaderId == 1 && p.Replicas.Count == 1 && p.LeaderEpoch >= 0);
        (await _admin.ListTopicsAsync(Cancel)).ShouldContain(t => t.Name == _topic);
        await _admin.DeleteTopicAsync(_topic, Cancel);
        (await DescribeUntilRefusedAsync()).ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Topics_are_ensured_together_and_each_that_cannot_be_says_why()
    {
        await _admin.CreateTopicAsync(_topic, 1, 1, cancel: Cancel);
        IReadOnlyDictionary<string, KafkaErrorException?> outcomes = await _admin.EnsureTopicsAsync([_topic, $"{_topic}-b", "no topic"], 1, 1, cancel: Cancel);
        outcomes.Count.ShouldBe(3);
        outcomes[_topic].ShouldBeNull();
        outcomes[$"{_topic}-b"].ShouldBeNull();
        outcomes["no topic"]!.Code.ShouldBe(ErrorCode.InvalidTopicException);
    }

    [Fact]
    public async Task The_controllers_are_told_by_their_quorum()
    {
        QuorumDescription quorum = await _admin.DescribeControllersAsync(Cancel);
        quorum.LeaderId.ShouldBe(1);
        quorum.Voters.Select(v => v.NodeId).ShouldBe([1]);
        quorum.HighWatermark.ShouldBeGreaterThan(0);
    }

    private Task<TopicDescription> DescribeAsync(int partitions) => TakenInAsync(() => _admin.DescribeTopicAsync(_topic, Cancel), described => described.Partitions.Count == partitions);

    private Task<ErrorCode> DescribeUntilRefusedAsync() => TakenInAsync(
        async () =>
        {
            try
            {
                await _admin.DescribeTopicAsync(_topic, Cancel);
                return ErrorCode.None;
            }
            catch (KafkaErrorException e)
            {
                return e.Code;
            }
        },
        code => code != ErrorCode.None);

    private Task<ConfigEntry> RetentionAsync(ConfigResource resource, Func<ConfigEntry, bool> isTakenIn) =>
        TakenInAsync(async () => (await _admin.DescribeConfigsAsync(resource, Cancel)).Single(c => c.Name == "retention.ms"), isTakenIn);

    /// <summary>Kafka's controller answers a change before its brokers have taken it in: they are asked for ten seconds until they tell it. The last answer is returned.</summary>
    private static async Task<T> TakenInAsync<T>(Func<Task<T>> ask, Func<T, bool> isTakenIn)
    {
        for (int tries = 0; ; tries++)
        {
            T answer = await ask();
            if (isTakenIn(answer) || tries == 200) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }
    }

    [Fact]
    public async Task Settings_are_changed_and_put_back()
    {
        await _admin.CreateTopicAsync(_topic, 1, cancel: Cancel);
        ConfigResource resource = ConfigResource.Topic(_topic);
        await _admin.AlterConfigsAsync(resource, new Dictionary<string, string?> { ["retention.ms"] = "123456" }, Cancel);
        ConfigEntry changed = await RetentionAsync(resource, c => c.Value == "123456");
        (changed.Value, changed.Source).ShouldBe(("123456", ConfigSource.Topic));
        await _admin.AlterConfigsAsync(resource, new Dictionary<string, string?> { ["retention.ms"] = null }, Cancel);
        (await RetentionAsync(resource, c => c.IsDefault)).IsDefault.ShouldBeTrue();
        (await _admin.DescribeConfigsAsync(ConfigResource.Node(1), Cancel)).ShouldContain(c => c.Name == "log.dirs");
    }

    [Fact]
    public async Task Offsets_are_listed_and_records_deleted()
    {
        await _admin.CreateTopicAsync(_topic, 2, cancel: Cancel);
        TopicPartition[] partitions = [new(_topic, 0), new(_topic, 1)];
        await using (var producer = new Producer(new ProducerOptions { BootstrapServers = kafka.Servers }))
            for (int i = 0; i < 10; i++) await producer.SendAsync(_topic, default, "v"u8, timestampMs: 1000 + i, partition: 0);
        (await _admin.ListOffsetsAsync(partitions, StartPosition.Latest, Cancel))[partitions[0]].Offset.ShouldBe(10);
        (await _admin.ListOffsetsAsync(partitions, StartPosition.AtTime(1004), Cancel))[partitions[0]].ShouldBe(new ListedOffset(4, 1004));
        (await _admin.ListOffsetsAsync(partitions, StartPosition.AtTime(5000), Cancel))[partitions[0]].Offset.ShouldBe(-1);
        (await _admin.DeleteRecordsAsync(new Dictionary<TopicPartition, long> { [partitions[0]] = 6 }, Cancel))[partitions[0]].ShouldBe(6);
        (await _admin.ListOffsetsAsync(partitions, StartPosition.Earliest, Cancel))[partitions[0]].Offset.ShouldBe(6);
        (await _admin.DescribeLogDirsAsync(1, Cancel)).ShouldContain(d => d.Replicas.ContainsKey(partitions[0]));
    }

    [Fact]
    public async Task Groups_are_listed_described_reset_and_deleted()
    {
        await _admin.CreateTopicAsync(_topic, 2, cancel: Cancel);
        string group = $"g-{_topic}";
        await using (var consumer = new Consumer(new ConsumerOptions { BootstrapServers = kafka.Servers, GroupId = group, HeartbeatInterval = TimeSpan.FromMilliseconds(100) }))
        {
            consumer.Subscribe(TopicFilter.Topics(_topic));
            while (consumer.Assignment.Count == 0) await consumer.PollAsync(TimeSpan.FromMilliseconds(50), Cancel);
            GroupDescription described = await _admin.DescribeGroupAsync(group, Cancel);
            (described.State, described.Assignor).ShouldBe(("Stable", "roundrobin"));
            described.Members.Single().Assignment.ShouldBe([new(_topic, 0), new(_topic, 1)]);
            (await Should.ThrowAsync<KafkaErrorException>(_admin.DeleteGroupAsync(group, Cancel))).Code.ShouldBe(ErrorCode.NonEmptyGroup);
        }
        (await _admin.ListGroupsAsync(Cancel)).ShouldContain(g => g.Id == group);
        await _admin.CommitGroupOffsetsAsync(group, new Dictionary<TopicPartition, long> { [new(_topic, 1)] = 7 }, Cancel);
        (await _admin.GroupOffsetsAsync(group, Cancel))[new(_topic, 1)].Offset.ShouldBe(7);
        await _admin.DeleteGroupOffsetsAsync(group, [new(_topic, 1)], Cancel);
        (await _admin.GroupOffsetsAsync(group, Cancel)).ContainsKey(new(_topic, 1)).ShouldBeFalse();
        await _admin.DeleteGroupAsync(group, Cancel);
        (await _admin.DescribeGroupAsync(group, Cancel)).State.ShouldBe("Dead");
    }

    [Fact]
    public async Task The_cluster_tells_its_nodes()
    {
        ClusterDescription cluster = await _admin.DescribeClusterAsync(Cancel);
        cluster.Nodes.Single().Address.ToString().ShouldBe(kafka.Servers);
        cluster.ControllerId.ShouldBe(1);
        cluster.ClusterId.ShouldNotBeNullOrEmpty();
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();
}
