using System.Net;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class MetadataTests
{
    [Fact]
    public async Task Version_0_takes_an_empty_list_for_all_topics()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.CallAsync(new MetadataRequest { Topics = [] }, 0)).Topics.Select(t => t.Name).ShouldContain("t");
    }

    [Fact]
    public async Task Later_versions_take_null_for_all_topics_and_an_empty_list_for_none()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("u");
        await client.CreateTopicAsync("t");

        for (short version = 1; version <= 13; version++)
        {
            (await client.CallAsync(new MetadataRequest { Topics = null }, version)).Topics.Where(t => !t.IsInternal).Select(t => t.Name).ShouldBe(["t", "u"], $"version {version}");
            MetadataResponse none = await client.CallAsync(new MetadataRequest { Topics = [] }, version);
            none.Topics.ShouldBeEmpty($"version {version}");
            none.Brokers.ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task The_only_broker_is_the_controller_and_has_the_address_that_the_client_used()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { NodeId = 7 });
        using WireClient client = await node.ConnectAsync();

        for (short version = 0; version <= 13; version++)
        {
            MetadataResponse response = await client.CallAsync(new MetadataRequest { Topics = [] }, version);
            MetadataResponseBroker broker = response.Brokers.ShouldHaveSingleItem();
            (broker.NodeId, broker.Host, broker.Port).ShouldBe((7, "127.0.0.1", node.Node.EndPoint.Port));
            if (version >= 1) response.ControllerId.ShouldBe(7);
            if (version >= 2) response.ClusterId.ShouldBe(node.Node.ClusterId);
        }
    }

    [Fact]
    public async Task An_advertised_host_is_told_instead_of_the_address()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { AdvertisedHost = "broker.example" });
        using WireClient client = await node.ConnectAsync();

        (await client.CallAsync(new MetadataRequest { Topics = [] }, 9)).Brokers[0].Host.ShouldBe("broker.example");
    }

    [Fact]
    public async Task A_node_on_all_addresses_tells_each_client_the_one_it_used()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { Listen = new IPEndPoint(IPAddress.IPv6Any, 0) });
        using WireClient client = await WireClient.ConnectAsync(new IPEndPoint(IPAddress.Parse("127.0.0.2"), node.Node.EndPoint.Port));
        using WireClient six = await WireClient.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, node.Node.EndPoint.Port));

        (await client.CallAsync(new MetadataRequest { Topics = [] }, 9)).Brokers[0].Host.ShouldBe("127.0.0.2");
        (await six.CallAsync(new MetadataRequest { Topics = [] }, 9)).Brokers[0].Host.ShouldBe("::1");
    }

    [Fact]
    public async Task A_topic_has_all_its_partitions_in_order_each_led_by_the_node()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", partitions: 5);

        for (short version = 0; version <= 13; version++)
        {
            MetadataResponseTopic topic = await client.DescribeTopicAsync("t", version: version);
            (topic.ErrorCode, topic.Name, topic.IsInternal).ShouldBe((ErrorCode.None, "t", false));
            topic.Partitions.Select(p => p.PartitionIndex).ShouldBe([0, 1, 2, 3, 4]);
            topic.Partitions.ShouldAllBe(p => p.ErrorCode == ErrorCode.None && p.LeaderId == 1);
            topic.Partitions.ShouldAllBe(p => p.ReplicaNodes.SequenceEqual(new[] { 1 }) && p.IsrNodes.SequenceEqual(new[] { 1 }) && p.OfflineReplicas.Count == 0);
            if (version >= 7) topic.Partitions.ShouldAllBe(p => p.LeaderEpoch >= 0);
            if (version >= 8) topic.TopicAuthorizedOperations.ShouldBe(int.MinValue);
            if (version >= 10) topic.TopicId.ShouldNotBe(Guid.Empty);
        }
    }

    [Theory]
    [InlineData((short)0, true)]
    [InlineData((short)3, true)]
    [InlineData((short)4, true)]
    [InlineData((short)4, false)]
    [InlineData((short)9, false)]
    [InlineData((short)12, true)]
    public async Task An_unknown_topic_is_created_where_the_request_allows_it_and_before_version_4_always(short version, bool allowed)
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { DefaultPartitions = 3 });
        using WireClient client = await node.ConnectAsync();

        MetadataResponseTopic topic = await client.DescribeTopicAsync("new", allowed, version);

        if (allowed || version < 4)
        {
            topic.ErrorCode.ShouldBe(ErrorCode.None);
            topic.Partitions.Select(p => (p.PartitionIndex, p.LeaderId)).ShouldBe([(0, 1), (1, 1), (2, 1)]);
            (await client.AppendAsync("new", 2, "a")).ShouldBe(0);
        }
        else
        {
            topic.ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
            topic.Partitions.ShouldBeEmpty();
            node.Node.Topics.Find("new").ShouldBeNull();
        }
    }

    [Fact]
    public async Task Nothing_is_created_where_the_node_does_not_allow_it()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { AutoCreateTopics = false });
        using WireClient client = await node.ConnectAsync();

        (await client.DescribeTopicAsync("new", mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
        (await client.DescribeTopicAsync("new", version: 1)).ErrorCode.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("with space")]
    [InlineData("slash/../../etc")]
    [InlineData("ümlaut")]
    [InlineData("nul\0")]
    public async Task An_invalid_name_is_told_so_and_creates_nothing(string name)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        foreach (short version in new short[] { 0, 4, 9, 12 })
            (await client.DescribeTopicAsync(name, mayCreate: true, version)).ErrorCode.ShouldBe(ErrorCode.InvalidTopicException);

        node.Node.TopicCount.ShouldBe(1);
    }

    [Fact]
    public async Task Names_of_249_characters_are_the_longest()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.DescribeTopicAsync(new string('a', 249), mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.None);
        (await client.DescribeTopicAsync(new string('a', 250), mayCreate: true)).ErrorCode.ShouldBe(ErrorCode.InvalidTopicException);
    }

    [Fact]
    public async Task A_topic_is_found_by_its_id_and_an_unknown_id_is_told_so()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid id = (await client.DescribeTopicAsync("t")).TopicId;
        var unknown = Guid.NewGuid();

        MetadataResponse response = await client.CallAsync(
            new MetadataRequest { Topics = [new() { Name = null, TopicId = id }, new() { Name = null, TopicId = unknown }, new() { Name = null }] }, 12);

        (response.Topics[0].Name, response.Topics[0].ErrorCode).ShouldBe(("t", ErrorCode.None));
        (response.Topics[1].Name, response.Topics[1].TopicId, response.Topics[1].ErrorCode).ShouldBe((null, unknown, ErrorCode.UnknownTopicId));
        response.Topics[2].ErrorCode.ShouldBe(ErrorCode.UnknownTopicId);
    }

    [Fact]
    public async Task A_topic_made_again_under_its_name_has_another_id()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid first = (await client.DescribeTopicAsync("t")).TopicId;
        await client.AppendAsync("t", 0, "old");
        await client.DeleteTopicAsync("t");
        await client.CreateTopicAsync("t");

        (await client.DescribeTopicAsync("t")).TopicId.ShouldNotBe(first);
        (await client.FetchAsync("t", 0, 0)).HighWatermark.ShouldBe(0);
    }

    [Fact]
    public async Task Several_topics_are_answered_each_for_itself()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        MetadataResponse response = await client.CallAsync(
            new MetadataRequest { Topics = [new() { Name = "missing" }, new() { Name = "t" }, new() { Name = "!" }], AllowAutoTopicCreation = false }, 12);

        response.Topics.Select(t => (t.Name, t.ErrorCode)).ShouldBe(
            [("missing", ErrorCode.UnknownTopicOrPartition), ("t", ErrorCode.None), ("!", ErrorCode.InvalidTopicException)]);
    }

    [Fact]
    public async Task The_topic_of_committed_offsets_is_marked_as_internal()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        (await client.DescribeTopicAsync(TopicName.ConsumerOffsets)).IsInternal.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_clients_that_create_the_same_topic_at_once_get_the_same_one()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        MetadataResponseTopic[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using WireClient client = await node.ConnectAsync();
            return await client.DescribeTopicAsync("t", mayCreate: true);
        }));

        answers.ShouldAllBe(a => a.ErrorCode == ErrorCode.None);
        answers.Select(a => a.TopicId).Distinct().ShouldHaveSingleItem();
    }
}
