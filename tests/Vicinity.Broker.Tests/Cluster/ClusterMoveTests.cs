using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Invariant: a move first adds copies and removes others then, and loses nothing.</summary>
public sealed class ClusterMoveTests
{
    [Fact]
    public async Task A_partition_moves_to_other_nodes_with_its_records_and_its_leader()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(4);
        using WireClient client = await cluster.ConnectAsync(1);
        await CreateOnAsync(client, "t", 1, 2);
        using (WireClient leader = await cluster.ConnectAsync(NodesUnderTest.LeaderOf(cluster.Node(1), "t"))) (await leader.AppendAsync("t", 0, "a", "b", "c")).ShouldBe(0);

        (await ReassignAsync(client, "t", [4, 3])).ShouldBe((ErrorCode.None, null));

        await Eventually.TrueAsync(() => IsOn(cluster, "t", 4, 3), "the partition is on the nodes 4 and 3 alone");
        await Eventually.TrueAsync(() => Directory.GetDirectories(Path.Combine(cluster.Node(1).Store.Folder.Path, "replicas"), "t-*").Length == 0, "the first node's copy is gone");
        cluster.Node(1).Topics.Find("t", 0).ShouldBeNull();
        int leads = NodesUnderTest.LeaderOf(cluster.Node(4), "t");
        new[] { 3, 4 }.ShouldContain(leads);
        using WireClient next = await cluster.ConnectAsync(leads);
        (await next.ReadValuesAsync("t")).ShouldBe(["a", "b", "c"]);
        (await next.AppendAsync("t", 0, "d")).ShouldBe(3);
        (await client.CallAsync(new ListPartitionReassignmentsRequest { Topics = null }, 0)).Topics.ShouldNotContain(t => t.Name == "t");
    }

    [Fact]
    public async Task A_move_to_nodes_that_are_not_there_is_refused_and_one_that_does_not_run_cannot_be_turned_back()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(2);
        using WireClient client = await cluster.ConnectAsync(2);
        await CreateOnAsync(client, "t", 1);

        (await ReassignAsync(client, "t", [7])).Error.ShouldBe(ErrorCode.InvalidReplicaAssignment);
        (await ReassignAsync(client, "t", [1, 1])).Error.ShouldBe(ErrorCode.InvalidReplicaAssignment);
        (await ReassignAsync(client, "t", [])).Error.ShouldBe(ErrorCode.InvalidReplicaAssignment);
        (await ReassignAsync(client, "t", null)).Error.ShouldBe(ErrorCode.NoReassignmentInProgress);
        (await ReassignAsync(client, "missing", [1])).Error.ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task Replicas_of_a_node_that_stays_away_are_made_anew_on_another()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(4, o => o with { ReplaceLostAfter = TimeSpan.FromMilliseconds(300) });
        using WireClient client = await cluster.ConnectAsync(1);
        await cluster.OffsetsOnAsync(3);
        await CreateOnAsync(client, "t", 1, 2, 4);
        using (WireClient leader = await cluster.ConnectAsync(NodesUnderTest.LeaderOf(cluster.Node(1), "t"))) (await leader.AppendAsync("t", 0, "a", "b")).ShouldBe(0);

        await cluster.StopAsync(4);

        await Eventually.TrueAsync(() => IsOn(cluster, "t", 1, 2, 3), "the third node stands in for the fourth");
        int leads = NodesUnderTest.LeaderOf(cluster.Node(1), "t");
        using WireClient next = await cluster.ConnectAsync(leads);
        (await next.ReadValuesAsync("t")).ShouldBe(["a", "b"]);
        (await next.AppendAsync("t", 0, "c")).ShouldBe(2);
        await cluster.RestartAsync(4);
        await Eventually.TrueAsync(() => Directory.GetDirectories(Path.Combine(cluster.Node(4).Store.Folder.Path, "replicas"), "t-*").Length == 0, "the node that is back has no copy any more");
    }

    [Fact]
    public async Task A_replica_whose_folder_is_lost_is_made_anew_from_the_others()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(1);
        await CreateOnAsync(client, "t", 1, 2, 3);
        using (WireClient leader = await cluster.ConnectAsync(NodesUnderTest.LeaderOf(cluster.Node(1), "t"))) (await leader.AppendAsync("t", 0, "a", "b")).ShouldBe(0);
        Guid old = cluster.Node(3).Topics.Find("t", 0)!.Id;

        await cluster.RestartAsync(3, folder => Directory.Delete(Path.Combine(folder, "replicas", "t-0"), recursive: true));

        await Eventually.TrueAsync(() => IsOn(cluster, "t", 1, 2, 3) && cluster.Node(3).Topics.Find("t", 0) is { Failure: null, HighWatermark: 2 } made && made.Id != old, "the node has a new replica with all records");
    }

    [Fact]
    public async Task The_preferred_leader_takes_over_when_it_is_asked_for()
    {
        await using NodesUnderTest cluster = await NodesUnderTest.StartAsync(3);
        using WireClient client = await cluster.ConnectAsync(3);
        await CreateOnAsync(client, "t", 2, 1, 3);
        NodesUnderTest.LeaderOf(cluster.Node(1), "t").ShouldBe(2);
        await cluster.RestartAsync(2);
        await cluster.SettleAsync();
        await Eventually.TrueAsync(() => cluster.Nodes.All(n => NodesUnderTest.LeaderOf(n, "t") is 1 or 3), "another node leads");
        await Eventually.TrueAsync(() => cluster.Node(NodesUnderTest.LeaderOf(cluster.Node(1), "t")).Topics.Find("t", 0)!.Describe().InSync.Count == 3, "the node that was away is in sync");

        ElectLeadersResponse elected = await client.CallAsync(new ElectLeadersRequest { TopicPartitions = [new() { Topic = "t", Partitions = [0] }], TimeoutMs = 5000 }, 2);

        ElectLeadersResponsePartition outcome = elected.ReplicaElectionResults.ShouldHaveSingleItem().PartitionResult.ShouldHaveSingleItem();
        (outcome.ErrorCode, outcome.ErrorMessage).ShouldBe((ErrorCode.None, null));
        cluster.Node(2).Topics.Find("t", 0)!.Role.ShouldBe(QuorumRole.Leader);
        await Eventually.TrueAsync(() => NodesUnderTest.LeaderOf(cluster.Node(3), "t") == 2, "all know it");
        elected = await client.CallAsync(new ElectLeadersRequest { TopicPartitions = [new() { Topic = "t", Partitions = [0, 9] }], TimeoutMs = 5000 }, 2);
        elected.ReplicaElectionResults[0].PartitionResult.Select(p => p.ErrorCode).ShouldBe([ErrorCode.ElectionNotNeeded, ErrorCode.UnknownTopicOrPartition]);
    }

    private static bool IsOn(NodesUnderTest cluster, string topic, params int[] nodes) => cluster.Nodes.All(n =>
        n.Cluster.Follower.Image.Topics.GetValueOrDefault(topic)?.Partitions[0] is { IsMoving: false } p && p.Replicas.Select(v => v.NodeId).Order().SequenceEqual(nodes.Order()));

    private static async Task CreateOnAsync(WireClient client, string topic, params int[] nodes)
    {
        var request = new CreateTopicsRequest { TimeoutMs = 10_000 };
        request.Topics.Add(new() { Name = topic, NumPartitions = -1, ReplicationFactor = -1, Assignments = [new() { PartitionIndex = 0, BrokerIds = [.. nodes] }] });
        CreateTopicsResponseTopic created = (await client.CallAsync(request, 7)).Topics[0];
        (created.ErrorCode, created.ErrorMessage).ShouldBe((ErrorCode.None, null));
    }

    private static async Task<(ErrorCode Error, string? Message)> ReassignAsync(WireClient client, string topic, int[]? nodes)
    {
        var request = new AlterPartitionReassignmentsRequest { TimeoutMs = 5000 };
        request.Topics.Add(new() { Name = topic, Partitions = [new() { PartitionIndex = 0, Replicas = nodes is null ? null : [.. nodes] }] });
        AlterPartitionReassignmentsResponsePartition answer = (await client.CallAsync(request, 0)).Responses[0].Partitions[0];
        return (answer.ErrorCode, answer.ErrorMessage);
    }
}
