using System.Net;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A cluster whose nodes have all got other addresses while they were down.</summary>
public sealed class MovedNodesTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 2, 0)]
    public async Task Nodes_of_which_each_is_told_of_one_other_become_one_cluster_again(params int[] order)
    {
        using var folder = new TemporaryFolder();
        var log = new LogEvents();
        Node[] before = new Node[3];
        for (int i = 0; i < 3; i++) before[i] = await StartAsync(folder, log, i, i == 0 ? null : before[0]);
        await Eventually.TrueAsync(() => before.All(n => n.Cluster.Follower.Image.Nodes.Count == 3 && n.Cluster.Controller.ControllerId > 0) && before[0].Topics.ClusterReplica.Voters.Count == 3, "they are one cluster of three voters");
        foreach (Node node in before) await node.StopAsync();

        var after = new List<Node>();
        try
        {
            foreach (int i in order) after.Add(await StartAsync(folder, log, i, after.LastOrDefault()));
            await Eventually.TrueAsync(() => after.All(n => after.All(m => n == m || n.Peers.IsConnected(m.NodeId))), "each reaches each");
            using WireClient client = await WireClient.ConnectAsync(after[^1].EndPoint);
            await Eventually.TrueAsync(() => after.All(n => n.Cluster.KnowsAll), "each knows all that the controller knows");
            CreateTopicsResponse made = await client.CallAsync(TopicCalls.Creating("t", 1, 3), 7);
            made.Topics.Single().ErrorCode.ShouldBe(ErrorCode.None, made.Topics.Single().ErrorMessage);
        }
        finally
        {
            foreach (Node node in after) await node.StopAsync();
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(1, 0, 2)]
    public async Task Nodes_that_exchanged_their_addresses_become_one_cluster_again(params int[] portOf)
    {
        using var folder = new TemporaryFolder();
        var log = new LogEvents();
        var before = new List<Node>();
        for (int i = 0; i < portOf.Length; i++) before.Add(await StartAsync(folder, log, i, before.FirstOrDefault()));
        await Eventually.TrueAsync(() => before.All(n => n.Cluster.Follower.Image.Nodes.Count == portOf.Length && n.Cluster.Controller.ControllerId > 0), "they are one cluster");
        int[] ports = [.. before.Select(n => n.EndPoint.Port)];
        foreach (Node node in before) await node.StopAsync();

        var after = new List<Node>();
        try
        {
            for (int i = 0; i < portOf.Length; i++) after.Add(await StartAsync(folder, log, i, told: null, ports[portOf[i]]));
            await Eventually.TrueAsync(() => after.All(n => after.All(m => n == m || n.Peers.IsConnected(m.NodeId))), "each reaches each");
            await Eventually.TrueAsync(() => after.All(n => n.Cluster.KnowsAll), "each knows all that the controller knows");
        }
        finally
        {
            foreach (Node node in after) await node.StopAsync();
        }
    }

    private static Task<Node> StartAsync(TemporaryFolder folder, LogEvents log, int place, Node? told, int port = 0) => Node.StartAsync(
        new BrokerOptions
        {
            DataFolder = Path.Combine(folder.Path, $"n{place}"),
            Listen = new IPEndPoint(IPAddress.Loopback, port),
            NodeId = BrokerOptions.AnyNodeId,
            Join = told is null ? [] : [told.EndPoint.ToString()],
            Found = told is null,
        },
        log,
        cancel: TestContext.Current.CancellationToken);
}
