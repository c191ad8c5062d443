using System.Net;

namespace Vicinity.Broker.Tests;

/// <summary>How a node keeps in touch with the others, whatever their addresses do.</summary>
public sealed class PeerNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogEvents _log = new();

    [Theory]
    [InlineData(3, "ours", "this is node 3, not 2")]
    [InlineData(2, "another", "this is cluster another, not ours")]
    public async Task Nobody_is_taken_for_a_node_whose_address_it_got(int who, string cluster, string said)
    {
        await using ReplicaHost there = Host(who, cluster: cluster);
        using PeerNetwork network = Network(1);
        network.Register(2, "127.0.0.1", there.EndPoint.Port);
        await _log.WaitForAsync(1069);
        network.IsConnected(2).ShouldBeFalse();
        _log.Of(1069).Single().Text.ShouldContain(said);
    }

    [Fact]
    public async Task Who_connects_to_a_node_is_found_by_it_although_it_has_moved()
    {
        await using ReplicaHost first = Host(1), second = Host(2);
        first.Peers.Register(2, "127.0.0.1", Nobody());
        second.Peers.Register(1, "127.0.0.1", first.EndPoint.Port);
        await Eventually.TrueAsync(() => first.Peers.IsConnected(2) && second.Peers.IsConnected(1), "each reaches the other");
    }

    [Fact]
    public async Task An_address_at_which_a_node_answers_is_kept_although_an_older_one_is_on_record()
    {
        await using ReplicaHost first = Host(1), second = Host(2);
        first.Peers.Hear(2, "127.0.0.1", second.EndPoint.Port);
        await Eventually.TrueAsync(() => first.Peers.IsConnected(2), "it is reached");
        Peer reached = first.Peers.Find(2)!;
        first.Peers.Register(2, "127.0.0.1", Nobody());
        first.Peers.Hear(2, "127.0.0.1", Nobody());
        first.Peers.Find(2).ShouldBeSameAs(reached);
        first.Peers.IsConnected(2).ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_is_not_where_it_was_heard_is_looked_for_where_the_cluster_has_it_on_record()
    {
        await using ReplicaHost first = Host(1), second = Host(2), before = Host(2, "before");
        first.Peers.Hear(2, "127.0.0.1", before.EndPoint.Port);
        await Eventually.TrueAsync(() => first.Peers.IsConnected(2), "it is reached");
        first.Peers.Register(2, "127.0.0.1", second.EndPoint.Port);
        await before.KillAsync();
        await Eventually.TrueAsync(() => first.Peers.IsConnected(2) && first.Peers.Find(2)!.Address.Port == second.EndPoint.Port, "it is reached again");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A port on which nobody listens.</summary>
    private static int Nobody()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private PeerNetwork Network(int nodeId)
    {
        var network = new PeerNetwork(nodeId, "ours", TimeProvider.System, _log);
        network.Listens("127.0.0.1", Nobody());
        return network;
    }

    private ReplicaHost Host(int nodeId, string folder = "", string cluster = "ours") =>
        new(new BrokerOptions { DataFolder = Path.Combine(_folder.Path, $"{nodeId}{folder}"), Listen = new IPEndPoint(IPAddress.Loopback, 0), NodeId = nodeId }, Storage.PhysicalFileSystem.Instance, cluster);
}
