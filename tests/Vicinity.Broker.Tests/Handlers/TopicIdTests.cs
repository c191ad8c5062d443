using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Requests that name topics by their ids (KIP-516), and what they are told of leaders elsewhere (KIP-951).</summary>
public sealed class TopicIdTests
{
    private static readonly Guid s_unknown = new("00000000-0000-0000-0000-000000000007");

    [Fact]
    public async Task Every_version_from_13_on_reads_and_writes_by_id()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid id = (await client.DescribeTopicAsync("t")).TopicId;

        ProduceResponseTopic written = (await client.CallAsync(Produce(id, 0, "a"), 13)).Responses.ShouldHaveSingleItem();
        (written.TopicId, written.PartitionResponses.ShouldHaveSingleItem().ErrorCode, written.PartitionResponses[0].BaseOffset).ShouldBe((id, ErrorCode.None, 0));
        for (short version = 13; version <= 18; version++)
        {
            FetchResponse response = await client.CallAsync(Fetch((id, 0)), version);
            (response.ErrorCode, response.SessionId, response.NodeEndpoints.Count).ShouldBe((ErrorCode.None, 0, 0), $"version {version}");
            FetchResponseTopic topic = response.Responses.ShouldHaveSingleItem();
            topic.TopicId.ShouldBe(id);
            FetchResponsePartition read = topic.Partitions.ShouldHaveSingleItem();
            (read.ErrorCode, read.HighWatermark, Batches.RecordsIn(read.Records).Single().Value).ShouldBe((ErrorCode.None, 1, "a"), $"version {version}");
        }
    }

    [Fact]
    public async Task An_id_that_nobody_has_is_told_so_and_the_rest_of_the_request_is_served()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "a");
        Guid id = (await client.DescribeTopicAsync("t")).TopicId;

        FetchResponse read = await client.CallAsync(Fetch((s_unknown, 0), (Guid.Empty, 3), (id, 0), (id, 9)), 17);
        ProduceResponse written = await client.CallAsync(Produce(s_unknown, 0, "a"), 13);

        read.Responses.Select(t => t.TopicId).ShouldBe([s_unknown, Guid.Empty, id]);
        read.Responses.SelectMany(t => t.Partitions).Select(p => (p.PartitionIndex, p.ErrorCode)).ShouldBe(
            [(0, ErrorCode.UnknownTopicId), (3, ErrorCode.UnknownTopicId), (0, ErrorCode.None), (9, ErrorCode.UnknownTopicOrPartition)]);
        Batches.RecordsIn(read.Responses[2].Partitions[0].Records).Single().Value.ShouldBe("a");
        (written.Responses[0].TopicId, written.Responses[0].PartitionResponses[0].ErrorCode).ShouldBe((s_unknown, ErrorCode.UnknownTopicId));
    }

    [Fact]
    public async Task A_topic_made_again_under_its_name_is_not_taken_for_the_old_one()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid old = (await client.DescribeTopicAsync("t")).TopicId;
        (await client.DeleteTopicAsync("t")).ShouldBe(ErrorCode.None);
        await client.CreateTopicAsync("t");
        await client.AppendAsync("t", 0, "new");

        (await client.CallAsync(Fetch((old, 0)), 13)).Responses[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.UnknownTopicId);
        (await client.CallAsync(Produce(old, 0, "for the old one"), 13)).Responses[0].PartitionResponses[0].ErrorCode.ShouldBe(ErrorCode.UnknownTopicId);
        (await client.CallAsync(ById(old), 12)).Topics.ShouldHaveSingleItem().ErrorCode.ShouldBe(ErrorCode.UnknownTopicId);
        (await client.ReadValuesAsync("t")).ShouldBe(["new"]);
    }

    [Fact]
    public async Task A_node_asks_by_name_and_one_that_names_ids_is_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        FetchRequest request = Fetch(((await client.DescribeTopicAsync("t")).TopicId, 0));
        (request.ReplicaId, request.ReplicaState) = (2, new() { ReplicaId = 2 });

        (await client.CallAsync(request, 13)).ErrorCode.ShouldBe(ErrorCode.InvalidRequest);
        (await client.CallAsync(request, 17)).ErrorCode.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Theory]
    [InlineData((short)12)]
    [InlineData((short)13)]
    public async Task Metadata_finds_a_topic_by_id_whatever_name_stands_beside_it(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        Guid id = (await client.DescribeTopicAsync("t")).TopicId;

        // The Java admin client leaves the name empty instead of null.
        foreach (string? name in new[] { "", null, "other" })
        {
            MetadataResponseTopic found = (await client.CallAsync(ById(id, name), version)).Topics.ShouldHaveSingleItem();
            (found.ErrorCode, found.Name, found.TopicId).ShouldBe((ErrorCode.None, "t", id));
            MetadataResponseTopic none = (await client.CallAsync(ById(s_unknown, name), version)).Topics.ShouldHaveSingleItem();
            (none.ErrorCode, none.Name, none.TopicId).ShouldBe((ErrorCode.UnknownTopicId, null, s_unknown));
        }

        node.Node.Topics.Find("other").ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_does_not_lead_says_who_does_and_where()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient first = await cluster.ConnectAsync(1);
        await first.CreateTopicAsync("t");
        MetadataResponseTopic topic = await first.DescribeTopicAsync("t");
        int leader = topic.Partitions[0].LeaderId;
        foreach (int other in new[] { 1, 2, 3 }.Where(n => n != leader))
        {
            using WireClient client = await cluster.ConnectAsync(other);
            await Eventually.AnswersAsync(() => client.DescribeTopicAsync("t"), t => t.Partitions is [{ LeaderId: >= 0 }], "it knows the leader");

            FetchResponse read = await client.CallAsync(Fetch((topic.TopicId, 0)), 16);
            ProduceResponse written = await client.CallAsync(RecordCalls.ProduceTo("t", 0, Batches.Of("a")), 10);

            FetchResponsePartition place = read.Responses[0].Partitions[0];
            (place.ErrorCode, place.CurrentLeader?.LeaderId).ShouldBe((ErrorCode.NotLeaderOrFollower, leader));
            read.NodeEndpoints.Select(e => (e.NodeId, e.Host, e.Port)).ShouldBe([(leader, "127.0.0.1", cluster.Node(leader).EndPoint.Port)]);
            ProduceResponsePartition refused = written.Responses[0].PartitionResponses[0];
            (refused.ErrorCode, refused.CurrentLeader?.LeaderId).ShouldBe((ErrorCode.NotLeaderOrFollower, leader));
            written.NodeEndpoints.Select(e => (e.NodeId, e.Host, e.Port)).ShouldBe([(leader, "127.0.0.1", cluster.Node(leader).EndPoint.Port)]);
        }
    }

    private static ProduceRequest Produce(Guid topic, int partition, string value) => new()
    {
        TimeoutMs = 30_000,
        TopicData = [new() { TopicId = topic, PartitionData = [new() { Index = partition, Records = Batches.Of(value) }] }],
    };

    private static FetchRequest Fetch(params (Guid Topic, int Partition)[] partitions) => new()
    {
        MaxBytes = 1_000_000,
        Topics = [.. partitions.GroupBy(p => p.Topic).Select(t => new FetchRequestTopic { TopicId = t.Key, Partitions = [.. t.Select(p => new FetchRequestPartition { Partition = p.Partition, PartitionMaxBytes = 1_000_000 })] })],
    };

    private static MetadataRequest ById(Guid id, string? name = null) => new() { Topics = [new() { TopicId = id, Name = name }], AllowAutoTopicCreation = true };
}
