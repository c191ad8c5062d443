using System.Collections.Immutable;
using Vicinity.Consensus;
using Vicinity.Model;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_clients_are_told_of_again_takes_replicas_at_once(bool comesBackUnderAnotherAddress)
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(1);
        await cluster.StopAsync(3);
        await Eventually.TrueAsync(() => cluster.Node(1).Cluster.Controller.LiveNodes().Count == 2, "the node is lost");
        (await client.TryCreateTopicAsync(TopicCalls.Creating("too-many", 1, 3))).ErrorCode.ShouldBe(ErrorCode.InvalidReplicationFactor);

        await cluster.RestartAsync(3, moves: comesBackUnderAnotherAddress);
        await Eventually.TrueAsync(() => cluster.Node(1).Peers.IsConnected(3), "it is connected");

        CreateTopicsResponseTopic created = await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));
        (created.ErrorCode, created.ErrorMessage).ShouldBe((ErrorCode.None, null));
    }

    [Fact]
    public async Task A_topic_whose_controller_died_before_it_named_leaders_gets_them_from_the_next_one()
    {
        var longWait = new QuorumTimers { FirstLeaderMs = 600_000 };
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3, o => o with { Quorum = longWait });
        await Eventually.TrueAsync(() => cluster.Node(1).Topics.ClusterReplica.Voters.Count == 3, "all vote for the controller");
        ClusterTopic recorded = Recorded(cluster, "t", [1, 2, 3], [2, 3, 1], [3, 1, 2]);
        await new KeyedLog(cluster.Node(1).Topics.ClusterReplica, TimeProvider.System).AppendAsync([ClusterRecord.Of(recorded)]);
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => n.Topics.Find("t") is not null), "all know the topic");

        await cluster.StopAsync(1);

        await Eventually.TrueAsync(() => cluster.Nodes.All(n => Enumerable.Range(0, 3).All(p => NodesUnderTest.LeaderOf(n, "t", p) > 1)), "all partitions are led");
    }

    [Fact]
    public async Task A_node_that_cannot_know_whether_a_topic_exists_says_what_clients_ask_again_after()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using (WireClient client = await cluster.ConnectAsync(1)) await client.TryCreateTopicAsync(TopicCalls.Creating("t", 1, 3));
        foreach (int id in new[] { 1, 2, 3 }) await cluster.StopAsync(id);

        await cluster.RestartAsync(3);

        using WireClient asker = await cluster.ConnectAsync(3);
        foreach (string name in new[] { "t", "u" })
        {
            MetadataResponseTopic topic = await asker.DescribeTopicAsync(name, mayCreate: true);
            topic.Partitions.Select(p => p.ErrorCode).Prepend(topic.ErrorCode).Where(e => e != ErrorCode.None).ShouldBe([ErrorCode.LeaderNotAvailable], name);
        }
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

    /// <summary>A topic with folders on its nodes, as it stands before it is recorded.</summary>
    private static ClusterTopic Recorded(NodesUnderTest cluster, string name, params int[][] places)
    {
        var id = Guid.NewGuid();
        Voter On(int node, int partition) => new(node, cluster.Node(node).Cluster.Local
            .Prepare(new PrepareReplicasRequest { Topics = [new() { Name = name, TopicId = id, Partitions = [partition] }] }).Topics[0].Replicas[0].ReplicaId);
        return new ClusterTopic(name, id, [.. places.Select((nodes, p) => new PartitionAssignment([.. nodes.Select(n => On(n, p))]))], ImmutableSortedDictionary<string, string>.Empty);
    }
}
