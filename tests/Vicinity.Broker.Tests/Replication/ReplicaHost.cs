using System.Net;
using Vicinity.Model;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>The part of a node that replicates: folder, replicas, connections and a listener for other nodes; no topics, groups or controller.</summary>
internal sealed class ReplicaHost : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly FlushLoop _flushLoop;
    private readonly NodeMetrics _metrics = new();
    private readonly PeerTransport _transport;
    private readonly KafkaListener _listener;
    private bool _stopped;

    public ReplicaHost(BrokerOptions options, IFileSystem files, string clusterId)
    {
        _folder = DataFolder.Open(files, options.DataFolder);
        _flushLoop = new FlushLoop(options.FlushThreads, _metrics);
        Peers = new PeerNetwork(options.NodeId, clusterId, TimeProvider.System, Log);
        Store = new ReplicaStore(_folder, options, _flushLoop, TimeProvider.System, Log, new ClusterEvents(TimeProvider.System));
        _transport = new PeerTransport(Peers, options.NodeId, clusterId, Log);
        Store.Use(_transport);
        Store.Observer = Changes;
        Peers.Lost += Store.NodeLost;
        var identity = new NodeIdentity(options.NodeId, clusterId, null);
        var table = new HandlerTable();
        table.Add(new ApiVersionsHandler(table));
        table.Add(new FetchHandler(null!, Store, null!, identity, new LostMajority(Peers, options.NodeId), options, _metrics, TimeProvider.System));
        QuorumHandlers.Add(table, Store, Peers, identity);
        _listener = new KafkaListener(options, table, TimeProvider.System, Log);
        _listener.Start();
        Peers.Listens("127.0.0.1", EndPoint.Port);
    }

    public LogEvents Log { get; } = new();

    public LeadershipLog Changes { get; } = new();

    public PeerNetwork Peers { get; }

    public ReplicaStore Store { get; }

    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Ends as a node does: hands leadership over, flushes.</summary>
    public async Task StopAsync()
    {
        if (_stopped) return;
        Store.ResignAll();
        await EndAsync(flushes: true);
    }

    /// <summary>Ends as a killed process does: nobody is told but by the closed connections.</summary>
    public Task KillAsync() => _stopped ? Task.CompletedTask : EndAsync(flushes: false);

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task EndAsync(bool flushes)
    {
        _stopped = true;
        Peers.Lost -= Store.NodeLost;
        _transport.Dispose();
        Peers.Dispose();
        await _listener.StopAsync();
        Store.Dispose();
        _flushLoop.Dispose();
        foreach (Replica replica in Store.All)
        {
            if (flushes) replica.Flush();
            replica.Close();
        }

        _metrics.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Keeps which replicas led when.</summary>
internal sealed class LeadershipLog : ILeadershipObserver
{
    private readonly Lock _gate = new();
    private readonly List<(TopicPartition Partition, Leadership Leadership)> _seen = [];

    public IReadOnlyList<(TopicPartition Partition, Leadership Leadership)> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
    }

    public void LeadershipChanged(Replica replica)
    {
        lock (_gate) _seen.Add((replica.Partition, replica.Leadership));
    }
}
