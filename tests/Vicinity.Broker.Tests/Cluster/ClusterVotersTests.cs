using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class ClusterVotersTests
{
    [Fact]
    public async Task The_clusters_own_log_and_that_of_groups_grow_to_three_voters_as_nodes_join()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);

        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");
        await cluster.OffsetsOnAsync(3);

        foreach (Node node in cluster.Nodes)
        {
            ClusterTopic offsets = node.Cluster.Follower.Image.Topics[TopicName.ConsumerOffsets];
            offsets.Partitions.ShouldHaveSingleItem().Replicas.Select(v => v.NodeId).Order().ShouldBe([1, 2, 3]);
            node.Topics.Find(TopicName.ConsumerOffsets, 0).ShouldNotBeNull().Voters.Count.ShouldBe(3);
        }
    }

    [Fact]
    public async Task Another_node_becomes_the_controller_when_it_stops_and_creates_topics()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");

        await cluster.StopAsync(1);
        await cluster.SettleAsync();

        Node controller = cluster.Nodes.Single(n => n.Cluster.Controller.IsHere);
        using WireClient client = await cluster.ConnectAsync(cluster.Nodes.First(n => n != controller).NodeId);
        CreateTopicsResponseTopic created = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 2, 2));
        (created.ErrorCode, created.ErrorMessage).ShouldBe((ErrorCode.None, null));
        (await client.DescribeTopicAsync("t")).Partitions.ShouldAllBe(p => p.LeaderId == 2 || p.LeaderId == 3);
        await cluster.RestartAsync(1);
        await Eventually.TrueAsync(() => cluster.Node(1).Topics.Find("t") is not null, "the node that was away learns of the topic");
    }

    [Fact]
    public async Task Without_a_controller_existing_topics_go_on_and_new_ones_are_refused_as_disconnected()
    {
        // Two nodes: the founder alone votes on the cluster's own log.
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(2);
        using WireClient client = await cluster.ConnectAsync(2);
        var request = new CreateTopicsRequest { TimeoutMs = 5000 };
        request.Topics.Add(new() { Name = "t", NumPartitions = -1, ReplicationFactor = -1, Assignments = [new() { PartitionIndex = 0, BrokerIds = [2] }] });
        (await client.CallAsync(request, 7)).Topics[0].ErrorCode.ShouldBe(ErrorCode.None);

        await cluster.StopAsync(1);
        // What is passed on to a controller that goes away meanwhile may have been done: that is another answer.
        await Eventually.TrueAsync(() => !cluster.Node(2).Peers.IsConnected(1), "the other node knows that it is gone");

        (await client.AppendAsync("t", 0, "a")).ShouldBe(0);
        CreateTopicsResponseTopic refused = await client.TryCreateTopicAsync(TopicCalls.Creating("u"));
        refused.ErrorCode.ShouldBe(ErrorCode.BrokerNotAvailable);
        refused.ErrorMessage.ShouldNotBeNull().ShouldContain("DisconnectedServer");
        // One that is not heard is named until its address has refused a connection.
        MetadataResponse metadata = await Eventually.AnswersAsync(() => client.CallAsync(new MetadataRequest { Topics = [] }, 12), m => m.Brokers.Count == 1, "the node that is gone is named no more");
        metadata.Brokers.ShouldHaveSingleItem().NodeId.ShouldBe(metadata.ControllerId);
        (await client.AppendAsync("t", 0, "b")).ShouldBe(1);

        await cluster.RestartAsync(1);
        await cluster.SettleAsync();
        (await client.TryCreateTopicAsync(TopicCalls.Creating("u"))).ErrorCode.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task All_nodes_stopped_and_started_serve_again_with_all_records()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using (WireClient client = await cluster.ConnectAsync(1))
        {
            await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));
            using WireClient leader = await cluster.ConnectAsync(NodesUnderTest.LeaderOf(cluster.Nodes[0], "t"));
            (await leader.AppendAsync("t", 0, "a", "b")).ShouldBe(0);
        }

        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.ClusterReplica.Voters.Count == 3), "three nodes vote on the cluster's own log");
        for (int id = 1; id <= 3; id++) await cluster.StopAsync(id);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(id => cluster.RestartAsync(id)));
        await cluster.SettleAsync();
        await Eventually.TrueAsync(() => cluster.Nodes.Any(n => n.Topics.Find("t", 0) is { Role: QuorumRole.Leader, LeadsWithCurrentHighWatermark: true }), "the partition has a leader");

        using WireClient again = await cluster.ConnectAsync(cluster.Nodes.Single(n => n.Topics.Find("t", 0)?.Role == QuorumRole.Leader).NodeId);
        (await again.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        (await again.AppendAsync("t", 0, "c")).ShouldBe(2);
    }
}
