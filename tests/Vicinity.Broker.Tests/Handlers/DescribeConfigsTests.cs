using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class DescribeConfigsTests
{
    [Fact]
    public async Task A_topic_has_every_setting_with_its_value_and_where_it_comes_from()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { TopicDefaults = new Dictionary<string, string> { [TopicSettings.RetentionMs] = "5000" } });
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "4096"));

        DescribeConfigsResponseResource answer = await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t");

        answer.ErrorCode.ShouldBe(ErrorCode.None);
        answer.Configs.Select(c => c.Name).ShouldBe(TopicSettings.All.Select(s => s.Name));
        answer.Configs.ShouldAllBe(c => c.Value != null && !c.IsSensitive && !c.ReadOnly && c.ConfigType > 0 && c.Documentation!.Length > 0);
        DescribeConfigsResponseConfig own = answer.Configs.Single(c => c.Name == TopicSettings.SegmentBytes);
        (own.Value, own.ConfigSource).ShouldBe(("4096", (sbyte)1));
        own.Synonyms.Select(s => (s.Name, s.Value, s.Source)).ShouldBe([(TopicSettings.SegmentBytes, "4096", (sbyte)1), ("log.segment.bytes", "1073741824", (sbyte)5)]);
        DescribeConfigsResponseConfig nodes = answer.Configs.Single(c => c.Name == TopicSettings.RetentionMs);
        (nodes.Value, nodes.ConfigSource).ShouldBe(("5000", (sbyte)4));
        answer.Configs.Single(c => c.Name == TopicSettings.MaxMessageBytes).ConfigSource.ShouldBe((sbyte)5);
    }

    [Fact]
    public async Task Every_version_describes_topics_and_brokers()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 1, (TopicSettings.SegmentBytes, "4096"));
        for (short version = 0; version <= 4; version++)
        {
            DescribeConfigsResponseResource topic = await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t", version: version);
            topic.Configs.Single(c => c.Name == TopicSettings.SegmentBytes).Value.ShouldBe("4096");
            if (version == 0) topic.Configs.Single(c => c.Name == TopicSettings.SegmentBytes).IsDefault.ShouldBeFalse();
            DescribeConfigsResponseResource broker = await client.DescribeConfigsAsync(TopicCalls.BrokerResource, "1", version: version);
            broker.Configs.Single(c => c.Name == "num.partitions").Value.ShouldBe("1");
        }
    }

    [Fact]
    public async Task A_broker_has_the_settings_that_clients_look_for()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { DefaultPartitions = 4 });
        using WireClient client = await node.ConnectAsync();
        foreach (string name in new[] { "1", "" })
        {
            DescribeConfigsResponseResource answer = await client.DescribeConfigsAsync(TopicCalls.BrokerResource, name);
            answer.ErrorCode.ShouldBe(ErrorCode.None);
            Dictionary<string, string?> values = answer.Configs.ToDictionary(c => c.Name, c => c.Value);
            values["num.partitions"].ShouldBe("4");
            values["default.replication.factor"].ShouldBe("1");
            values["auto.create.topics.enable"].ShouldBe("true");
            values["log.retention.ms"].ShouldBe("604800000");
            values["message.max.bytes"].ShouldBe("1048588");
            values["log.dirs"].ShouldBe(node.Folder);
        }
    }

    [Fact]
    public async Task Only_the_settings_asked_for_are_answered()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.DescribeConfigsAsync(TopicCalls.TopicResource, "t", [TopicSettings.RetentionMs, "no.such"])).Configs.ShouldHaveSingleItem().Name.ShouldBe(TopicSettings.RetentionMs);
        (await client.DescribeConfigsAsync(TopicCalls.BrokerResource, "1", ["num.partitions"])).Configs.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData((sbyte)2, "missing", ErrorCode.UnknownTopicOrPartition)]
    [InlineData((sbyte)2, "bad/name", ErrorCode.InvalidTopicException)]
    [InlineData((sbyte)4, "2", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)4, "one", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)8, "1", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)0, "t", ErrorCode.InvalidRequest)]
    [InlineData((sbyte)-1, "t", ErrorCode.InvalidRequest)]
    public async Task A_resource_that_is_not_there_is_told_so(sbyte type, string name, ErrorCode error)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        DescribeConfigsResponseResource answer = await client.DescribeConfigsAsync(type, name);

        (answer.ErrorCode, answer.ResourceType, answer.ResourceName).ShouldBe((error, type, name));
        answer.ErrorMessage.ShouldNotBeNullOrEmpty();
        answer.Configs.ShouldBeEmpty();
    }
}
