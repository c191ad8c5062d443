using System.Net;
using Vicinity.Cli;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A cluster of real nodes in this process, on free ports of the loopback: the first founds it, the others join by its address.</summary>
internal sealed class NodesUnderTest : IAsyncDisposable
{
    private readonly List<Member> _members = [];
    private readonly TemporaryFolder _folder = new();
    private readonly Func<BrokerOptions, BrokerOptions> _configure;

    private NodesUnderTest(Func<BrokerOptions, BrokerOptions>? configure) => _configure = configure ?? (o => o);

    /// <summary>The nodes that run, by their place of birth.</summary>
    public IReadOnlyList<Node> Nodes => [.. _members.Select(m => m.Node).OfType<Node>()];

    /// <summary>Starts nodes one after the other, and waits until all know all.</summary>
    public static async Task<NodesUnderTest> StartAsync(int count, Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        var cluster = new NodesUnderTest(configure);
        try
        {
            for (int i = 0; i < count; i++) await cluster.AddAsync();
            await cluster.SettleAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more node, which joins.</summary>
    public async Task<Node> AddAsync()
    {
        var member = new Member(Path.Combine(_folder.Path, $"n{_members.Count}"));
        _members.Add(member);
        await StartAsync(member);
        return member.Node!;
    }

    /// <summary>The node with an id.</summary>
    public Node Node(int id) => Nodes.Single(n => n.NodeId == id);

    /// <summary>The data folder of a node.</summary>
    public string FolderOf(int id) => _members.Single(m => m.Id == id).Folder;

    /// <summary>What a node has told.</summary>
    public LogEvents LogOf(int id) => _members.Single(m => m.Id == id).Log;

    public Task<WireClient> ConnectAsync(int id) => WireClient.ConnectAsync(Node(id).EndPoint);

    /// <summary>Stops a node; it can be started again.</summary>
    public async Task StopAsync(int id)
    {
        Member member = _members.Single(m => m.Id == id);
        Node node = member.Node!;
        member.Node = null;
        await node.StopAsync();
    }

    /// <summary>Starts a node that was stopped.</summary>
    /// <param name="id">The node.</param>
    /// <param name="between">Runs while nobody has its folder open.</param>
    /// <param name="patience">Gives up waiting for the node to start.</param>
    /// <param name="moves">Whether it comes back under another port.</param>
    public async Task RestartAsync(int id, Action<string>? between = null, CancellationTokenSource? patience = null, bool moves = false)
    {
        Member member = _members.Single(m => m.Id == id);
        if (member.Node is not null) await StopAsync(id);
        between?.Invoke(member.Folder);
        if (moves) member.Port = FreePort.Next();
        await StartAsync(member, patience);
    }

    /// <summary>Waits until every running node is connected with every other, and knows the controller.</summary>
    public Task SettleAsync() => Eventually.TrueAsync(
        () => Nodes.All(n => n.Cluster.Controller.ControllerId is >= 0 and int c && Nodes.Any(m => m.NodeId == c && m.Cluster.Controller.IsHere)
            && Nodes.All(m => n.Cluster.Follower.Image.Nodes.ContainsKey(m.NodeId) && (n == m || n.Peers.IsConnected(m.NodeId)))),
        "all nodes know each other and the controller");

    /// <summary>Waits until the log of groups is on so many nodes, and no longer being moved.</summary>
    public Task OffsetsOnAsync(int nodes) => Eventually.TrueAsync(
        () => Nodes.All(n => n.Cluster.Follower.Image.Topics.GetValueOrDefault(TopicName.ConsumerOffsets)?.Partitions[0] is { IsMoving: false } p && p.Replicas.Length == nodes),
        $"the log of groups is on {nodes} nodes");

    /// <summary>The node that leads a partition, as this one knows it.</summary>
    public static int LeaderOf(Node node, string topic, int partition = 0) =>
        node.Topics.Find(topic) is { } known ? node.Cluster.Leaders.Find(known.Id, partition)?.LeaderId ?? -1 : -1;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Nodes.Select(n => n.StopAsync()));
        _folder.Dispose();
    }

    private async Task StartAsync(Member member, CancellationTokenSource? patience = null)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, patience?.Token ?? CancellationToken.None);
        string[] seeds = [.. Nodes.Select(n => n.EndPoint.ToString())];
        var options = new BrokerOptions { DataFolder = member.Folder, Listen = new IPEndPoint(IPAddress.Loopback, member.Port), NodeId = member.Id, Join = seeds, Found = seeds.Length == 0 };
        member.Node = await Broker.Node.StartAsync(_configure(options), member.Log, cancel: either.Token);
        member.Id = member.Node.NodeId;
    }

    private sealed class Member(string folder)
    {
        public string Folder { get; } = folder;

        public int Id { get; set; } = BrokerOptions.AnyNodeId;

        /// <summary>Not one that the system gives: it could give it to an outgoing connection while the node is stopped.</summary>
        public int Port { get; set; } = FreePort.Next();

        public Node? Node { get; set; }

        public LogEvents Log { get; } = new();
    }
}
