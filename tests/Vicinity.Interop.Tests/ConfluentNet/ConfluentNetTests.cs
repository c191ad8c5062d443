using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Vicinity.Interop.Tests;

/// <summary>Confluent.Kafka 2.16 for .NET (librdkafka 2.16), in this process.</summary>
public sealed class ConfluentNetTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);
    private readonly BrokerUnderTest _broker;

    public ConfluentNetTests(BrokerUnderTest broker)
    {
        Installed.NeedsConfluentNet();
        _broker = broker;
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Records_of_every_codec_come_back_at_offsets_without_holes(CompressionType codec)
    {
        string topic = await _broker.NewTopicAsync();
        using (IProducer<string?, string?> producer = Producer(_broker.Bootstrap, p => p.CompressionType = codec))
        {
            for (int i = 0; i < 500; i++)
                producer.Produce(topic, new() { Key = $"k{i}", Value = $"value {i} of many that look alike", Headers = [new Header("h", Encoding.UTF8.GetBytes($"{i}"))] });
            producer.Produce(topic, new() { Key = "tombstone", Value = null });
            producer.Flush(s_patience).ShouldBe(0);
        }

        List<ConsumeResult<string?, string?>> read = ReadAll(_broker.Bootstrap, topic, 501);

        read.Select(r => r.Offset.Value).ShouldBe(Enumerable.Range(0, 501).Select(i => (long)i));
        read[..500].Select(r => (r.Message.Key, r.Message.Value, Encoding.UTF8.GetString(r.Message.Headers[0].GetValueBytes())))
            .ShouldBe(Enumerable.Range(0, 500).Select(i => ((string?)$"k{i}", (string?)$"value {i} of many that look alike", $"{i}")));
        (read[500].Message.Key, read[500].Message.Value).ShouldBe(("tombstone", null));
    }

    [Fact]
    public async Task The_idempotent_producer_writes_everything_once_and_in_order()
    {
        string topic = await _broker.NewTopicAsync(3);
        using (IProducer<string?, string?> producer = Producer(_broker.Bootstrap, p => (p.EnableIdempotence, p.LingerMs) = (true, 0)))
        {
            for (int i = 0; i < 900; i++) producer.Produce(new TopicPartition(topic, i % 3), new() { Value = $"{i}" });
            producer.Flush(s_patience).ShouldBe(0);
        }

        List<ConsumeResult<string?, string?>> read = ReadAll(_broker.Bootstrap, topic, 900);

        foreach (int p in new[] { 0, 1, 2 })
            read.Where(r => r.Partition == p).Select(r => r.Message.Value).ShouldBe(Enumerable.Range(0, 300).Select(i => $"{(i * 3) + p}"));
    }

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.RoundRobin)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Two_members_share_a_topic_and_one_takes_all_when_the_other_leaves(PartitionAssignmentStrategy assignor)
    {
        string topic = await _broker.NewTopicAsync(4);
        string group = BrokerUnderTest.NewName("g");
        using IConsumer<string?, string?> stays = Member(_broker.Bootstrap, group, topic, c => c.PartitionAssignmentStrategy = assignor);
        using (IConsumer<string?, string?> leaves = Member(_broker.Bootstrap, group, topic, c => c.PartitionAssignmentStrategy = assignor))
        {
            Until(() => Poll(stays) is var _ && Poll(leaves) is var _ && stays.Assignment.Count == 2 && leaves.Assignment.Count == 2, "each has two partitions");
            leaves.Close();
        }

        Until(() => Poll(stays) is var _ && stays.Assignment.Count == 4, "one has all");
        using IProducer<string?, string?> producer = Producer(_broker.Bootstrap);
        for (int i = 0; i < 40; i++) producer.Produce(new TopicPartition(topic, i % 4), new() { Value = $"{i}" });
        producer.Flush(s_patience).ShouldBe(0);
        var values = new HashSet<string?>();
        Until(() => Poll(stays) is { } read && values.Add(read.Message.Value) && values.Count == 40, "all records");
        stays.Close();
    }

    [Fact]
    public async Task A_group_goes_on_from_what_it_committed()
    {
        string topic = await _broker.NewTopicAsync();
        string group = BrokerUnderTest.NewName("g");
        using IProducer<string?, string?> producer = Producer(_broker.Bootstrap);
        for (int i = 0; i < 3; i++) await producer.ProduceAsync(topic, new() { Value = $"{i}" }, TestContext.Current.CancellationToken);
        using (IConsumer<string?, string?> first = Member(_broker.Bootstrap, group, topic))
        {
            ConsumeResult<string?, string?> read = One(first);
            first.Commit(read);
            first.Committed([read.TopicPartition], s_patience).Single().Offset.Value.ShouldBe(1);
            first.Close();
        }

        using IConsumer<string?, string?> next = Member(_broker.Bootstrap, group, topic);
        One(next).Message.Value.ShouldBe("1");
        next.Close();
    }

    [Fact]
    public async Task Topics_and_settings_are_administered()
    {
        using IAdminClient admin = Admin(_broker.Bootstrap);
        string topic = BrokerUnderTest.NewName();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 2, ReplicationFactor = 1, Configs = new() { ["retention.ms"] = "123456" } }]);
        (await Should.ThrowAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }])))
            .Results[0].Error.Code.ShouldBe(ErrorCode.TopicAlreadyExists);
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]);
        TopicDescription described = (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new() { IncludeAuthorizedOperations = true })).TopicDescriptions.Single();
        described.Partitions.Count.ShouldBe(3);
        described.AuthorizedOperations.ShouldContain(AclOperation.Write);
        (described.TopicId.MostSignificantBits | described.TopicId.LeastSignificantBits).ShouldNotBe(0);
        (await admin.DescribeClusterAsync(new() { IncludeAuthorizedOperations = true })).AuthorizedOperations.ShouldContain(AclOperation.Create);

        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        await admin.IncrementalAlterConfigsAsync(new() { [resource] = [new ConfigEntry { Name = "max.message.bytes", Value = "5000", IncrementalOperation = AlterConfigOpType.Set }] });
        Dictionary<string, ConfigEntryResult> settings = (await admin.DescribeConfigsAsync([resource])).Single().Entries;
        (settings["retention.ms"].Value, settings["max.message.bytes"].Value).ShouldBe(("123456", "5000"));
        await admin.DeleteTopicsAsync([topic]);
        admin.GetMetadata(s_patience).Topics.Select(t => t.Topic).ShouldNotContain(topic);
    }

    [Fact]
    public async Task Groups_offsets_and_records_are_administered()
    {
        using IAdminClient admin = Admin(_broker.Bootstrap);
        string topic = await _broker.NewTopicAsync();
        string group = BrokerUnderTest.NewName("g");
        using IProducer<string?, string?> producer = Producer(_broker.Bootstrap);
        for (int i = 0; i < 5; i++) await producer.ProduceAsync(topic, new() { Value = $"{i}" }, TestContext.Current.CancellationToken);
        using (IConsumer<string?, string?> member = Member(_broker.Bootstrap, group, topic))
        {
            member.Commit(One(member));
            ConsumerGroupDescription live = (await admin.DescribeConsumerGroupsAsync([group], new() { IncludeAuthorizedOperations = true })).ConsumerGroupDescriptions.Single();
            (live.State, live.Members.Count, live.Members[0].Assignment.TopicPartitions.Single().Topic).ShouldBe((ConsumerGroupState.Stable, 1, topic));
            live.AuthorizedOperations.ShouldContain(AclOperation.Read);
            member.Close();
        }

        (await admin.ListConsumerGroupsAsync()).Valid.ShouldContain(g => g.GroupId == group && g.State == ConsumerGroupState.Empty);
        var partition = new TopicPartition(topic, 0);
        await admin.AlterConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitionOffsets(group, [new TopicPartitionOffset(partition, 3)])]);
        (await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, [partition])])).Single().Partitions.Single().Offset.Value.ShouldBe(3);
        (await admin.DeleteRecordsAsync([new TopicPartitionOffset(partition, 2)])).Single().Offset.Value.ShouldBe(2);
        (await admin.ListOffsetsAsync([new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Earliest() }])).ResultInfos.Single().TopicPartitionOffsetError.Offset.Value.ShouldBe(2);
        await admin.DeleteGroupsAsync([group]);
        (await admin.ListConsumerGroupsAsync()).Valid.ShouldNotContain(g => g.GroupId == group);
    }

    [Fact]
    public async Task An_idempotent_producer_and_a_member_go_on_over_restarts_and_everything_is_read_once_and_in_order()
    {
        await using OwnNode node = OwnNode.Start(o => o with { DefaultPartitions = 1 });
        var faults = new ConcurrentQueue<string>();
        using IProducer<string?, string?> producer = Producer(node.Bootstrap, p => p.EnableIdempotence = true);
        int sent = 0;
        void Send(int count)
        {
            for (int i = 0; i < count; i++)
                producer.Produce("t", new() { Value = $"{sent++}" }, report => { if (report.Error.IsError) faults.Enqueue(report.Error.Reason); });
        }

        Send(1);
        producer.Flush(s_patience).ShouldBe(0);
        using IConsumer<string?, string?> member = Member(node.Bootstrap, "g", "t");
        var read = new List<string?>();
        for (int round = 0; round < 3; round++)
        {
            Send(50);
            Task restart = node.RestartAsync();
            Send(50);
            await restart;
            Send(50);
            producer.Flush(s_patience).ShouldBe(0);
            Until(() => { if (Poll(member) is { } one) { read.Add(one.Message.Value); member.StoreOffset(one); } return read.Count >= sent; }, () => $"{read.Count} of {sent} records");
        }

        faults.ShouldBeEmpty();
        read.ShouldBe(Enumerable.Range(0, sent).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        member.Close();
        Send(1);
        producer.Flush(s_patience).ShouldBe(0);
        using IConsumer<string?, string?> next = Member(node.Bootstrap, "g", "t");
        One(next).Message.Value.ShouldBe($"{sent - 1}");
    }

    private static IProducer<string?, string?> Producer(string bootstrap, Action<ProducerConfig>? change = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrap, Acks = Acks.All, LingerMs = 5, ReconnectBackoffMaxMs = 500 };
        change?.Invoke(config);
        return new ProducerBuilder<string?, string?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    private static IConsumer<string?, string?> Member(string bootstrap, string group, string topic, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoOffsetStore = false,
            AutoCommitIntervalMs = 200,
            SessionTimeoutMs = 6000,
            HeartbeatIntervalMs = 300,
            FetchWaitMaxMs = 100,
            ReconnectBackoffMaxMs = 500,
        };
        change?.Invoke(config);
        IConsumer<string?, string?> consumer = new ConsumerBuilder<string?, string?>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe(topic);
        return consumer;
    }

    private static IAdminClient Admin(string bootstrap) => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).SetLogHandler((_, _) => { }).Build();

    private static List<ConsumeResult<string?, string?>> ReadAll(string bootstrap, string topic, int count)
    {
        using IConsumer<string?, string?> reader = Member(bootstrap, BrokerUnderTest.NewName("g"), topic);
        var read = new List<ConsumeResult<string?, string?>>();
        Until(() => { if (Poll(reader) is { } one) read.Add(one); return read.Count >= count; }, () => $"{read.Count} of {count} records");
        reader.Close();
        return read;
    }

    private static ConsumeResult<string?, string?> One(IConsumer<string?, string?> consumer)
    {
        ConsumeResult<string?, string?>? read = null;
        Until(() => (read = Poll(consumer)) is not null, "a record");
        return read!;
    }

    /// <summary>The next record, or null; what passes by itself, as an unknown topic after a start, is no error.</summary>
    private static ConsumeResult<string?, string?>? Poll(IConsumer<string?, string?> consumer)
    {
        try
        {
            return consumer.Consume(TimeSpan.FromMilliseconds(50));
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return null;
        }
    }

    private static void Until(Func<bool> condition, string what) => Until(condition, () => what);

    private static void Until(Func<bool> condition, Func<string> what)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        while (!condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"waited in vain: {what()}");
        }
    }
}
