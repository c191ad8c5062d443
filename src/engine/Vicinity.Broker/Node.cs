using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Vicinity.Membership;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// One running node: its data folder, replicas, groups and listener. Start it once, stop it once; both from any thread.
/// Stopping takes no new requests, answers those taken, flushes and closes, so that the next start has nothing to repair.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly DataFolder _folder;
    private readonly FlushLoop _flushLoop;
    private readonly NodeCluster _cluster;
    private readonly TopicRegistry _topics;
    private readonly Cleaner _cleaner;
    private readonly NodeMetrics _metrics;
    private readonly NodeGroups _groups;
    private readonly KafkaListener _listener;
    private readonly PeerTransport _transport;
    private readonly DiscoveryService? _discovery;
    private SeedRefresh? _seeds;
    private FolderWatch? _watch;
    private int _stopped;

    private Node(BrokerOptions options, NodeEntry entry, DataFolder folder, DiscoveryService? discovery, TimeProvider time, ILogger log)
    {
        _options = options;
        Entry = entry;
        _discovery = discovery;
        _log = log;
        _folder = folder;
        _metrics = new NodeMetrics();
        Events = new ClusterEvents(time);
        _flushLoop = new FlushLoop(options.FlushThreads, _metrics);
        Peers = new PeerNetwork(options.NodeId, entry.ClusterId, time, log);
        Store = new ReplicaStore(folder, options, _flushLoop, time, log, Events);
        Identity = new NodeIdentity(options.NodeId, entry.ClusterId, options.AdvertisedHost);
        _transport = new PeerTransport(Peers, options.NodeId, Identity.ClusterId, log);
        Store.Use(_transport);
        Peers.Lost += Store.NodeLost;
        try
        {
            _cluster = new NodeCluster(Store, Peers, Events, options, entry, time, log);
            _topics = _cluster.Topics;
        }
        catch
        {
            _transport.Dispose();
            Peers.Dispose();
            Store.Dispose();
            _flushLoop.Dispose();
            _metrics.Dispose();
            throw;
        }

        _cleaner = new Cleaner(Store, options, time, log);
        _groups = new NodeGroups(_cluster, options, time, log);
        HandlerTable handlers = NodeHandlers.Build(_cluster, Peers, Store, _flushLoop, _groups, Identity, options, folder, _metrics, Events, time);
        QuorumHandlers.Add(handlers, Store, Peers, Identity);
        _listener = new KafkaListener(options, handlers, time, log);
        ShowState();
        Events.Record(new(ClusterEventKind.NodeStarted) { NodeId = options.NodeId });
    }

    /// <summary>The address that clients connect to, with the port that was taken.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Id of this node in its cluster.</summary>
    public int NodeId => Identity.NodeId;

    /// <summary>How the node came into its cluster at this start.</summary>
    public EntryKind EntryKind => Entry.Kind;

    /// <summary>Id of the cluster.</summary>
    public string ClusterId => Identity.ClusterId;

    /// <summary>Records appended by producers since the start.</summary>
    public long RecordsAppended => _metrics.Records;

    /// <summary>Topics that clients see.</summary>
    public int TopicCount => _topics.All.Count;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _listener.Connections;

    /// <summary>Why clients do not get all that they may expect of this node now: its data folder is gone, it does not know its topics yet, or reaches no controller. Null when it can serve. Thread-safe.</summary>
    public string? Problem
    {
        get
        {
            if (Store.EndOfWrites is { } lost) return lost.Message;
            if (!_cluster.KnowsAll) return "the node does not know its topics yet";
            int controller = _cluster.Controller.ControllerId;
            if (controller < 0) return "the node knows of no controller";
            return controller == NodeId || Peers.IsConnected(controller) ? null : $"the node does not reach node {controller}, the controller";
        }
    }

    internal NodeIdentity Identity { get; }

    /// <summary>Identity of the node, and what it learned when it joined.</summary>
    internal NodeEntry Entry { get; }

    /// <summary>What happened on this node, for people who watch.</summary>
    internal ClusterEvents Events { get; }

    /// <summary>The other nodes.</summary>
    internal PeerNetwork Peers { get; }

    /// <summary>The replicas on this node.</summary>
    internal ReplicaStore Store { get; }

    internal TopicRegistry Topics => _topics;

    internal KafkaListener Listener => _listener;

    /// <summary>This node's part of its cluster.</summary>
    internal NodeCluster Cluster => _cluster;

    internal Cleaner Cleaner => _cleaner;

    /// <summary>Opens the data folder, recovers all logs and listens, without looking for other nodes: an empty folder founds a cluster.</summary>
    /// <exception cref="BrokerException">A setting is wrong, the folder is in use or damaged, or the address is taken.</exception>
    public static Node Start(BrokerOptions options, ILoggerFactory loggers, TimeProvider? time = null) =>
        Start(options, loggers, time ?? TimeProvider.System, PhysicalFileSystem.Instance);

    /// <summary>The same, but with an empty folder it finds its cluster first (docs/decisions/discovery.md), however long that takes, or founds one.</summary>
    /// <exception cref="BrokerException">As for <see cref="Start(BrokerOptions, ILoggerFactory, TimeProvider)"/>; or the cluster does not take the node; or several clusters answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the node was in its cluster.</exception>
    public static async Task<Node> StartAsync(BrokerOptions options, ILoggerFactory loggers, TimeProvider? time = null, CancellationToken cancel = default)
    {
        time ??= TimeProvider.System;
        ThrowIfWrong(options);
        ILogger log = loggers.CreateLogger("Vicinity.Broker");
        options = NodeAddress.WithPort(options);
        DataFolder folder = OpenFolder(options, PhysicalFileSystem.Instance);
        DiscoveryService? discovery = null;
        try
        {
            discovery = LookForOthers(options, folder, time, log);
            NodeEntry entry = await new ClusterEntrance(options, folder, discovery, time, log).EnterAsync(cancel).ConfigureAwait(false);
            try
            {
                return Run(options, entry, folder, discovery, time, log);
            }
            catch (BrokerException lost) when (lost.IsOfClusterLog && entry.Kind == EntryKind.Restarted)
            {
                entry = await new ClusterLogRenewal(options, folder, discovery, time, log).RenewAsync(entry, lost, cancel).ConfigureAwait(false);
                return Run(options, entry, folder, discovery, time, log);
            }
        }
        catch (Exception e)
        {
            discovery?.Dispose();
            folder.Dispose();
            if (Understood(e, options) is { } understood) throw understood;
            throw;
        }
    }

    /// <summary>Starts on another file system.</summary>
    internal static Node Start(BrokerOptions options, ILoggerFactory loggers, TimeProvider time, IFileSystem files)
    {
        ThrowIfWrong(options);
        ILogger log = loggers.CreateLogger("Vicinity.Broker");
        DataFolder folder = OpenFolder(options, files);
        try
        {
            return Run(options, ClusterEntrance.EnterAlone(options, folder), folder, null, time, log);
        }
        catch (Exception e)
        {
            folder.Dispose();
            if (Understood(e, options) is { } understood) throw understood;
            throw;
        }
    }

    /// <summary>Begins to look for others. A network without broadcast keeps only nodes from starting that need it.</summary>
    private static DiscoveryService? LookForOthers(BrokerOptions options, DataFolder folder, TimeProvider time, ILogger log)
    {
        if (options.Discovery is null) return null;
        try
        {
            return DiscoveryService.Start(options, mayFound: options.Join.Count == 0, time, log);
        }
        catch (BrokerException e) when (options.Discovery.Address is null && (folder.Identity is not null || options.Found || options.Join.Count > 0))
        {
            NodeLogLines.GoingOnUnseen(log, e.Message);
            return null;
        }
    }

    /// <summary>What a failure of the disk means to the caller that started the node; null for all else.</summary>
    private static BrokerException? Understood(Exception e, BrokerOptions options)
    {
        if (e is AggregateException { InnerException: Exception inner }) e = inner;
        return e switch
        {
            DataFolderException => new BrokerException(e.Message, e),
            IOException or UnauthorizedAccessException => new BrokerException($"cannot use the data folder {options.DataFolder}: {e.Message}", e),
            _ => null,
        };
    }

    private static void ThrowIfWrong(BrokerOptions options)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new BrokerException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Starts a node that knows its identity.</summary>
    private static Node Run(BrokerOptions options, NodeEntry entry, DataFolder folder, DiscoveryService? discovery, TimeProvider time, ILogger log)
    {
        long began = Stopwatch.GetTimestamp();
        KeepThreadsReady();
        var node = new Node(options with { NodeId = entry.NodeId }, entry, folder, discovery, time, log);
        try
        {
            node._listener.Start();
            // All logs have their first entry on disk: the cluster is there.
            folder.EndFounding();
            node._cluster.Start(NodeAddress.HostOf(options), node.EndPoint.Port);
        }
        catch
        {
            node._listener.Dispose();
            node._groups.Dispose();
            node._cluster.Dispose();
            node.CloseLogs();
            throw;
        }

        node._watch = new FolderWatch(node.Store, time, log);
        discovery?.Serve(node.View, heard => node.Peers.Hear(heard.NodeId, heard.Host, heard.Port));
        if (entry.Kind == EntryKind.Restarted) node._seeds = SeedRefresh.Start(options, entry.ClusterId, node.Peers, time, log);
        // What is in the folder, not what the cluster has: a node that was away learns that later.
        Replica[] opened = [.. node.Store.All.Where(r => r.Partition.Topic != TopicName.Cluster)];
        NodeLogLines.Started(log, entry.NodeId, node.ClusterId, node.EndPoint, opened.Length, opened.DistinctBy(r => r.Partition.Topic).Count(), (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return node;
    }

    /// <summary>What this node answers to nodes that look for a cluster.</summary>
    private ClusterView View() => new(
        ClusterId,
        new MemberAddress(NodeId, NodeAddress.HostOf(_options), EndPoint.Port),
        [.. _cluster.Follower.Image.Nodes.Values.Where(n => n.Id != NodeId).Select(n => Peers.Reached(n.Id) is { } at ? new MemberAddress(n.Id, at.Host, at.Port) : new MemberAddress(n.Id, n.Host, n.Port))],
        [.. _topics.ClusterReplica.Voters.Select(v => v.NodeId)]);

    /// <summary>Stops the node; when this completes, everything acknowledged is on disk and the folder can be used by another process.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _watch?.Dispose();
        Store.ResignAll();
        _discovery?.Dispose();
        _seeds?.Dispose();
        await _listener.StopAsync().ConfigureAwait(false);
        _groups.Dispose();
        _cluster.Dispose();
        _transport.Dispose();
        Peers.Dispose();
        CloseLogs();
        if (Store.EndOfWrites is { } lost) NodeLogLines.StoppedWithoutFolder(_log, _options.NodeId, lost.Message);
        else NodeLogLines.Stopped(_log, _options.NodeId);
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private void ShowState()
    {
        _metrics.Show("vicinity.topics", "{topic}", "Topics that clients see", () => _topics.All.Count);
        _metrics.Show("vicinity.partitions", "{partition}", "Partitions of all topics", () => _topics.Partitions);
        _metrics.Show("vicinity.partitions.out_of_service", "{partition}", "Partitions whose disk failed", () => _topics.Replicas.Count(r => r.Failure is not null));
        _metrics.Show("vicinity.connections", "{connection}", "Open connections of the Kafka protocol", () => _listener.Connections);
        _metrics.Show("vicinity.connections.frames", "By", "Memory of frames that arrive or are handled", () => _listener.FrameBytes);
        _metrics.Show("vicinity.log.size", "By", "Bytes of all logs on disk", () => _topics.Replicas.Sum(r => r.SizeInBytes));
        _metrics.Show("vicinity.disk.free", "By", "Bytes that are free where the data lies; 0 when the data folder is gone", FreeBytes);
    }

    private long FreeBytes()
    {
        try
        {
            return _folder.Space.Free;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Threads of the pool wait for the disk here and there, and the pool makes new ones slowly: heartbeats to and from other nodes must not
    /// wait for that.
    /// </summary>
    private static void KeepThreadsReady()
    {
        const int Ready = 24;
        ThreadPool.GetMinThreads(out int workers, out int completions);
        if (workers < Ready) ThreadPool.SetMinThreads(Ready, completions);
    }

    private static DataFolder OpenFolder(BrokerOptions options, IFileSystem files)
    {
        try
        {
            return DataFolder.Open(files, Path.GetFullPath(options.DataFolder));
        }
        catch (Exception e) when (e is DataFolderException or VoteJournalDamagedException)
        {
            throw new BrokerException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokerException($"cannot use the data folder {options.DataFolder}: {e.Message}", e);
        }
    }

    private void CloseLogs()
    {
        _cleaner.Dispose();
        _flushLoop.Dispose();
        foreach (Replica replica in Store.All) replica.Flush();
        _cleaner.RecordBounds();
        Store.Dispose();
        _topics.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }
}
