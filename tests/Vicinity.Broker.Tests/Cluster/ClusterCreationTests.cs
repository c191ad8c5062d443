using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Invariant: when CreateTopics answers, every live node knows the topic and a leader of each partition.</summary>
public sealed class ClusterCreationTests
{
    [Fact]
    public async Task Three_nodes_become_one_cluster_with_one_controller()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);

        cluster.Nodes.Select(n => n.NodeId).ShouldBe([1, 2, 3]);
        cluster.Nodes.Select(n => n.ClusterId).Distinct().Count().ShouldBe(1);
        foreach (Node node in cluster.Nodes)
        {
            using WireClient client = await cluster.ConnectAsync(node.NodeId);
            DescribeClusterResponse described = await client.CallAsync(new DescribeClusterRequest(), 1);
            described.Brokers.Select(b => b.BrokerId).ShouldBe([1, 2, 3]);
            described.Brokers.Select(b => b.Port).ShouldBe(cluster.Nodes.Select(n => n.EndPoint.Port));
            described.ControllerId.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_node_that_clients_are_told_of_again_takes_replicas_at_once()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(1);
        await cluster.StopAsync(3);
        await NodesUnderTest.UntilAsync(() => cluster.Node(1).Cluster.Controller.LiveNodes().Count == 2, "the node is lost");
        (await client.TryCreateTopicAsync(TopicCalls.Creating("too-many", 1, 3))).ErrorCode.ShouldBe(ErrorCode.InvalidReplicationFactor);

        await cluster.RestartAsync(3);
        await NodesUnderTest.UntilAsync(() => cluster.Node(1).Peers.IsConnected(3), "it is connected");

        CreateTopicsResponseTopic created = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));
        (created.ErrorCode, created.ErrorMessage).ShouldBe((ErrorCode.None, null));
    }

    [Fact]
    public async Task A_topic_is_known_with_its_leaders_on_every_node_when_its_creation_is_answered()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(1);

        CreateTopicsResponseTopic created = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 6, 3));

        (created.ErrorCode, created.ErrorMessage, created.ReplicationFactor).ShouldBe((ErrorCode.None, null, (short)3));
        foreach (Node node in cluster.Nodes)
        {
            using WireClient asker = await cluster.ConnectAsync(node.NodeId);
            MetadataResponseTopic topic = await asker.DescribeTopicAsync("t");
            topic.ErrorCode.ShouldBe(ErrorCode.None);
            topic.TopicId.ShouldBe(created.TopicId);
            topic.Partitions.ShouldAllBe(p => p.ErrorCode == ErrorCode.None && p.LeaderId > 0 && p.ReplicaNodes.Count == 3);
            topic.Partitions.GroupBy(p => p.ReplicaNodes[0]).ToList().ShouldAllBe(g => g.Count() >= 1 && g.Count() <= 3);
        }
    }
}
