using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class CreateTopicsTests
{
    [Fact]
    public async Task Every_version_creates_a_topic_that_can_be_used_at_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        for (short version = 0; version <= 7; version++)
        {
            CreateTopicsResponseTopic answer = await client.TryCreateTopicAsync(TopicCalls.Creating($"t{version}", partitions: 2), version);
            (answer.Name, answer.ErrorCode).ShouldBe(($"t{version}", ErrorCode.None));
            if (version >= 5) (answer.NumPartitions, answer.ReplicationFactor).ShouldBe((2, (short)1));
            if (version >= 7) answer.TopicId.ShouldBe((await client.DescribeTopicAsync($"t{version}")).TopicId);
            (await client.AppendAsync($"t{version}", 1, "a")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task The_answer_names_the_settings_in_force()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { TopicDefaults = new Dictionary<string, string> { [TopicSettings.RetentionMs] = "5000" } });
        using WireClient client = await node.ConnectAsync();

        CreateTopicsResponseTopic answer = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 1, (TopicSettings.SegmentBytes, "4096")));

        Setting(TopicSettings.SegmentBytes).ShouldBe(("4096", (sbyte)1));
        Setting(TopicSettings.RetentionMs).ShouldBe(("5000", (sbyte)4));
        Setting(TopicSettings.CleanupPolicy).ShouldBe(("delete", (sbyte)5));

        (string? Value, sbyte Source) Setting(string name) => answer.Configs!.Where(c => c.Name == name).Select(c => (c.Value, c.ConfigSource)).Single();
    }

    [Theory]
    [InlineData("unclean.leader.election.enable", "true")]
    [InlineData("segment.jitter.ms", "0")]
    [InlineData("preallocate", "true")]
    [InlineData("max.compaction.lag.ms", "1")]
    [InlineData("file.delete.delay.ms", "60000")]
    [InlineData("segment.index.bytes", "10485760")]
    [InlineData("flush.messages", "1")]
    [InlineData("compression.gzip.level", "9")]
    [InlineData("compression.lz4.level", "17")]
    [InlineData("compression.zstd.level", "-131072")]
    [InlineData("local.retention.ms", "-2")]
    [InlineData("local.retention.bytes", "1")]
    [InlineData("remote.storage.enable", "false")]
    [InlineData("leader.replication.throttled.replicas", "")]
    [InlineData("follower.replication.throttled.replicas", "0:1,1:2")]
    public async Task Settings_of_kafka_without_effect_here_are_kept_and_shown(string name, string value)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        await client.CreateTopicAsync("t", configs: (name, value));

        DescribeConfigsResponseConfig shown = (await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t", [name])).Configs.ShouldHaveSingleItem();
        (shown.Value, shown.ConfigSource).ShouldBe((value, (sbyte)1));
        (await client.AppendAsync("t", 0, "a")).ShouldBe(0);
    }

    [Theory]
    [InlineData("remote.storage.enable", "true")]
    [InlineData("segment.jitter.ms", "-1")]
    [InlineData("preallocate", "yes")]
    [InlineData("no.such.setting", "1")]
    public async Task What_would_promise_more_than_there_is_stays_refused(string name, string value)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        CreateTopicsResponseTopic refused = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 1, (name, value)));

        (refused.ErrorCode, refused.ErrorMessage!.Contains(name)).ShouldBe((ErrorCode.InvalidConfig, true));
    }

    [Fact]
    public async Task Counts_of_minus_one_are_defaults_in_every_version()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { DefaultPartitions = 3 });
        using WireClient client = await node.ConnectAsync();

        for (short version = 0; version <= 7; version++)
        {
            (await client.TryCreateTopicAsync(TopicCalls.Creating($"t{version}", -1, -1), version)).ErrorCode.ShouldBe(ErrorCode.None);
            (await client.DescribeTopicAsync($"t{version}")).Partitions.Count.ShouldBe(3);
        }
    }

    public static TheoryData<string, CreateTopicsRequest, ErrorCode> BadTopics() => new()
    {
        { "no partitions", TopicCalls.Creating("t", 0), ErrorCode.InvalidPartitions },
        { "less than no partitions", TopicCalls.Creating("t", -2), ErrorCode.InvalidPartitions },
        { "more partitions than the node takes", TopicCalls.Creating("t", int.MaxValue), ErrorCode.PolicyViolation },
        { "no replicas", TopicCalls.Creating("t", 1, 0), ErrorCode.InvalidReplicationFactor },
        { "more replicas than nodes", TopicCalls.Creating("t", 1, 3), ErrorCode.InvalidReplicationFactor },
        { "an empty name", TopicCalls.Creating(""), ErrorCode.InvalidTopicException },
        { "a bad name", TopicCalls.Creating("a/b"), ErrorCode.InvalidTopicException },
        { "a name of 250 characters", TopicCalls.Creating(new string('x', 250)), ErrorCode.InvalidTopicException },
        { "the name of an internal topic", TopicCalls.Creating(TopicName.Cluster), ErrorCode.InvalidTopicException },
        { "a name that differs from another in dots alone", TopicCalls.Creating("there_is.one"), ErrorCode.InvalidTopicException },
        { "a name that exists", TopicCalls.Creating("there.is_one"), ErrorCode.TopicAlreadyExists },
        { "an unknown setting", TopicCalls.Creating("t", 1, 1, ("no.such.setting", "1")), ErrorCode.InvalidConfig },
        { "a value that is no number", TopicCalls.Creating("t", 1, 1, (TopicSettings.RetentionMs, "a week")), ErrorCode.InvalidConfig },
        { "a value out of bounds", TopicCalls.Creating("t", 1, 1, (TopicSettings.SegmentBytes, "10")), ErrorCode.InvalidConfig },
        { "a value of nothing", TopicCalls.Creating("t", 1, 1, (TopicSettings.RetentionMs, null)), ErrorCode.InvalidConfig },
        { "an unknown policy", TopicCalls.Creating("t", 1, 1, (TopicSettings.CleanupPolicy, "burn")), ErrorCode.InvalidConfig },
        { "an empty policy", TopicCalls.Creating("t", 1, 1, (TopicSettings.CleanupPolicy, "")), ErrorCode.InvalidConfig },
        { "assignments beside counts", Assigned(2, 1, (0, [1]), (1, [1])), ErrorCode.InvalidRequest },
        { "assignments with a hole", Assigned(-1, -1, (0, [1]), (2, [1])), ErrorCode.InvalidReplicaAssignment },
        { "assignments to an unknown node", Assigned(-1, -1, (0, [9])), ErrorCode.InvalidReplicaAssignment },
        { "assignments to nobody", Assigned(-1, -1, (0, [])), ErrorCode.InvalidReplicaAssignment },
        { "an assignment twice", Assigned(-1, -1, (0, [1]), (0, [1])), ErrorCode.InvalidReplicaAssignment },
    };

    [Theory]
    [MemberData(nameof(BadTopics))]
    public async Task A_bad_topic_is_refused_with_its_reason_and_another_in_the_request_is_created(string what, CreateTopicsRequest request, ErrorCode error)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("there.is_one");
        request.Topics.Add(new() { Name = "good", NumPartitions = 1, ReplicationFactor = 1 });

        CreateTopicsResponse response = await client.CallAsync(request, 7);

        response.Topics.Count.ShouldBe(2);
        response.Topics[0].ErrorCode.ShouldBe(error, what);
        response.Topics[0].ErrorMessage.ShouldNotBeNullOrEmpty();
        response.Topics[1].ErrorCode.ShouldBe(ErrorCode.None);
        node.Node.TopicCount.ShouldBe(3);
    }

    [Fact]
    public async Task Assignments_make_the_topic_that_they_describe()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.TryCreateTopicAsync(Assigned(-1, -1, (1, [1]), (0, [1])))).ErrorCode.ShouldBe(ErrorCode.None);

        (await client.DescribeTopicAsync("t")).Partitions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_twice_in_a_request_is_refused_once_and_not_created()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        CreateTopicsRequest request = TopicCalls.Creating("t");
        request.Topics.Add(request.Topics[0]);
        request.Topics.Add(new() { Name = "u", NumPartitions = 1, ReplicationFactor = 1 });

        CreateTopicsResponse response = await client.CallAsync(request, 7);

        response.Topics.Select(t => (t.Name, t.ErrorCode)).ShouldBe([("t", ErrorCode.InvalidRequest), ("u", ErrorCode.None)]);
        node.Node.Topics.Find("t").ShouldBeNull();
    }

    [Fact]
    public async Task Validate_only_checks_and_creates_nothing()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        CreateTopicsRequest good = TopicCalls.Creating("t", 4);
        CreateTopicsRequest bad = TopicCalls.Creating("t", 1, 1, ("no.such.setting", "1"));
        good.ValidateOnly = bad.ValidateOnly = true;

        CreateTopicsResponseTopic checkedTopic = await client.TryCreateTopicAsync(good);
        (checkedTopic.ErrorCode, checkedTopic.NumPartitions).ShouldBe((ErrorCode.None, 4));
        (await client.TryCreateTopicAsync(bad)).ErrorCode.ShouldBe(ErrorCode.InvalidConfig);
        node.Node.Topics.Find("t").ShouldBeNull();
    }

    [Fact]
    public async Task A_timeout_of_zero_does_the_work_all_the_same()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        CreateTopicsRequest request = TopicCalls.Creating("t");
        request.TimeoutMs = 0;

        (await client.TryCreateTopicAsync(request)).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.AppendAsync("t", 0, "a")).ShouldBe(0);
    }

    [Fact]
    public async Task When_it_is_answered_every_other_connection_finds_the_topic()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient admin = await node.ConnectAsync();
        using WireClient other = await node.ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            await admin.CreateTopicAsync($"t{i}");
            (await other.DescribeTopicAsync($"t{i}")).ErrorCode.ShouldBe(ErrorCode.None);
            (await other.AppendAsync($"t{i}", 0, "a")).ShouldBe(0);
            (await other.ListOffsetAsync($"t{i}", 0, -1)).Offset.ShouldBe(1);
        }
    }

    private static CreateTopicsRequest Assigned(int partitions, short replicas, params (int Partition, int[] Nodes)[] assignments)
    {
        CreateTopicsRequest request = TopicCalls.Creating("t", partitions, replicas);
        request.Topics[0].Assignments = [.. assignments.Select(a => new CreateTopicsRequestAssignment { PartitionIndex = a.Partition, BrokerIds = [.. a.Nodes] })];
        return request;
    }
}
