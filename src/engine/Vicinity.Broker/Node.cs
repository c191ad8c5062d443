using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
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
    private readonly TopicRegistry _topics;
    private readonly Cleaner _cleaner;
    private readonly NodeMetrics _metrics;
    private readonly NodeGroups _groups;
    private readonly KafkaListener _listener;
    private int _stopped;

    private Node(BrokerOptions options, DataFolder folder, TimeProvider time, ILogger log)
    {
        _options = options;
        _log = log;
        _folder = folder;
        _metrics = new NodeMetrics();
        Events = new ClusterEvents(time);
        _flushLoop = new FlushLoop(options.FlushThreads, _metrics);
        Peers = new PeerNetwork(options.NodeId, time);
        Store = new ReplicaStore(folder, options, _flushLoop, time, log, Events);
        _topics = new TopicRegistry(Store, options, time, log);
        try
        {
            _topics.Open();
        }
        catch
        {
            Peers.Dispose();
            Store.Dispose();
            _flushLoop.Dispose();
            _topics.Dispose();
            _metrics.Dispose();
            throw;
        }

        _cleaner = new Cleaner(Store, options, time, log);
        Identity = new NodeIdentity(options.NodeId, folder.Identity!.ClusterId, options.AdvertisedHost);
        _groups = new NodeGroups(_topics, Identity, options, time, log);
        HandlerTable handlers = NodeHandlers.Build(_topics, _flushLoop, _groups, Identity, options, folder, _metrics, Events, time);
        _listener = new KafkaListener(options, handlers, log);
        ShowState();
        Events.Record(new(ClusterEventKind.NodeStarted) { NodeId = options.NodeId });
    }

    /// <summary>The address that clients connect to, with the port that was taken.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>Id of the cluster.</summary>
    public string ClusterId => Identity.ClusterId;

    /// <summary>Records appended by producers since the start.</summary>
    public long RecordsAppended => _metrics.Records;

    /// <summary>Topics that clients see.</summary>
    public int TopicCount => _topics.All.Count;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _listener.Connections;

    internal NodeIdentity Identity { get; }

    /// <summary>What happened on this node, for people who watch.</summary>
    internal ClusterEvents Events { get; }

    /// <summary>The other nodes.</summary>
    internal PeerNetwork Peers { get; }

    /// <summary>The replicas on this node.</summary>
    internal ReplicaStore Store { get; }

    internal TopicRegistry Topics => _topics;

    internal Cleaner Cleaner => _cleaner;

    /// <summary>Opens the data folder, recovers all logs and listens.</summary>
    /// <exception cref="BrokerException">A setting is wrong, the folder is in use or damaged, or the address is taken.</exception>
    public static Node Start(BrokerOptions options, ILoggerFactory loggers, TimeProvider? time = null) =>
        Start(options, loggers, time ?? TimeProvider.System, PhysicalFileSystem.Instance);

    /// <summary>The same on another file system.</summary>
    internal static Node Start(BrokerOptions options, ILoggerFactory loggers, TimeProvider time, IFileSystem files)
    {
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new BrokerException(string.Join(Environment.NewLine, problems));
        ILogger log = loggers.CreateLogger("Vicinity.Broker");
        DataFolder folder = OpenFolder(options, files);
        Node node;
        try
        {
            node = new Node(options, folder, time, log);
        }
        catch (Exception e)
        {
            folder.Dispose();
            if (e is AggregateException { InnerException: Exception inner }) e = inner;
            if (e is IOException or UnauthorizedAccessException) throw new BrokerException($"cannot use the data folder {options.DataFolder}: {e.Message}", e);
            throw;
        }

        try
        {
            node._listener.Start();
        }
        catch
        {
            node._groups.Dispose();
            node.CloseLogs();
            throw;
        }

        BrokerLog.Started(log, options.NodeId, node.ClusterId, node.EndPoint, node._topics.All.Count, node._topics.Partitions, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return node;
    }

    /// <summary>Stops the node; when this completes, everything acknowledged is on disk and the folder can be used by another process.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _listener.StopAsync().ConfigureAwait(false);
        _groups.Dispose();
        Peers.Dispose();
        CloseLogs();
        BrokerLog.Stopped(_log, _options.NodeId);
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private void ShowState()
    {
        _metrics.Show("vicinity.topics", "{topic}", "Topics that clients see", () => _topics.All.Count);
        _metrics.Show("vicinity.partitions", "{partition}", "Partitions of all topics", () => _topics.Partitions);
        _metrics.Show("vicinity.partitions.out_of_service", "{partition}", "Partitions whose disk failed", () => _topics.Replicas.Count(r => r.Failure is not null));
        _metrics.Show("vicinity.connections", "{connection}", "Open connections of the Kafka protocol", () => _listener.Connections);
        _metrics.Show("vicinity.log.size", "By", "Bytes of all logs on disk", () => _topics.Replicas.Sum(r => r.SizeInBytes));
        _metrics.Show("vicinity.disk.free", "By", "Bytes that are free where the data lies", () => _folder.Space.Free);
    }

    private static DataFolder OpenFolder(BrokerOptions options, IFileSystem files)
    {
        DataFolder? folder = null;
        try
        {
            folder = DataFolder.Open(files, Path.GetFullPath(options.DataFolder));
            string clusterId = folder.Identity?.ClusterId ?? NewClusterId();
            folder.Identify(new Storage.NodeIdentity(clusterId, options.NodeId));
            return folder;
        }
        catch (Exception e) when (e is DataFolderException or VoteJournalDamagedException)
        {
            folder?.Dispose();
            throw new BrokerException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder?.Dispose();
            throw new BrokerException($"cannot use the data folder {options.DataFolder}: {e.Message}", e);
        }
    }

    /// <summary>A random cluster id in the form that Kafka's tools expect: 16 bytes in URL-safe base 64.</summary>
    private static string NewClusterId() => System.Buffers.Text.Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());

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
