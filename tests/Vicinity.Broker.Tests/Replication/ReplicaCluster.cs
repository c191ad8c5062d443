using System.Net;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>
/// Real nodes on the loopback, each with a folder of its own, that share one partition wired by hand: prepared on each, opened with the voters'
/// uuids, the addresses exchanged.
/// </summary>
internal sealed class ReplicaCluster : IAsyncDisposable
{
    public static readonly TopicPartition Partition = new("shared", 0);

    private readonly SortedDictionary<int, ReplicaHost> _hosts = [];
    private readonly Dictionary<int, SimulatedFileSystem> _disks = [];
    private readonly Func<BrokerOptions, BrokerOptions> _configure;
    private readonly TopicConfig _config;

    private ReplicaCluster(Dictionary<string, string>? settings, Func<BrokerOptions, BrokerOptions>? configure)
    {
        _configure = configure ?? (o => o);
        _config = new TopicConfig(settings ?? [], new Dictionary<string, string>());
    }

    public Guid TopicId { get; } = Guid.NewGuid();

    public IReadOnlyCollection<int> Running => [.. _hosts.Keys];

    /// <summary>The voters that the partition began with.</summary>
    public IReadOnlyList<Voter> FirstVoters { get; private set; } = [];

    /// <summary>The replica on a running node.</summary>
    public Replica this[int node] => _hosts[node].Store.Find(Partition) ?? throw new InvalidOperationException($"node {node} has no replica");

    public IEnumerable<Replica> Replicas => _hosts.Values.Select(n => n.Store.Find(Partition)).OfType<Replica>();

    /// <summary>Starts nodes 1 to <paramref name="count"/>, all voters, and awaits their leader.</summary>
    public static async Task<ReplicaCluster> StartAsync(int count, Dictionary<string, string>? settings = null, Func<BrokerOptions, BrokerOptions>? configure = null)
    {
        var cluster = new ReplicaCluster(settings, configure);
        try
        {
            for (int id = 1; id <= count; id++) cluster.StartNode(id);
            cluster.FirstVoters = [.. cluster._hosts.Values.Select(h => h.Store.VoterOf(h.Store.Prepare(Partition, cluster.TopicId)))];
            foreach (int id in cluster.Running) cluster.OpenReplica(id);
            await cluster.LeaderAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public ReplicaHost Host(int id) => _hosts[id];

    public SimulatedFileSystem Disk(int id) => _disks[id];

    /// <summary>Starts a node with its disk of before, if it had one; the others learn its address.</summary>
    public ReplicaHost StartNode(int id)
    {
        if (!_disks.TryGetValue(id, out SimulatedFileSystem? disk)) _disks[id] = disk = new SimulatedFileSystem();
        var options = new BrokerOptions { NodeId = id, DataFolder = "/data", Listen = new IPEndPoint(IPAddress.Loopback, 0), Quorum = new QuorumTimers() };
        var host = new ReplicaHost(_configure(options), disk, "replicas");
        foreach ((int otherId, ReplicaHost other) in _hosts) Join(otherId, other, id, host);
        return _hosts[id] = host;
    }

    /// <summary>Opens the node's replica of the partition; without one it makes a newcomer.</summary>
    public Replica OpenReplica(int id)
    {
        ReplicaStore store = _hosts[id].Store;
        ReplicaFolder folder = store.Prepare(Partition, TopicId);
        return store.Open(folder, _config, FirstVoters.Contains(store.VoterOf(folder)) ? FirstVoters : []);
    }

    /// <summary>Starts a node again, and its replica.</summary>
    public Replica Restart(int id)
    {
        StartNode(id);
        return OpenReplica(id);
    }

    public async Task StopNodeAsync(int id)
    {
        _hosts.Remove(id, out ReplicaHost? host);
        await host!.StopAsync();
    }

    /// <summary>Kills the node's process; what it wrote stays.</summary>
    public async Task KillNodeAsync(int id)
    {
        _hosts.Remove(id, out ReplicaHost? host);
        _disks[id].KillProcess();
        await host!.KillAsync();
    }

    /// <summary>Kills the node, whose machine loses what was not synced.</summary>
    public async Task LosePowerAsync(int id, ulong seed)
    {
        await KillNodeAsync(id);
        _disks[id].LosePower(new Prng(seed));
    }

    /// <summary>The node's disk is replaced by an empty one.</summary>
    public void EmptyDisk(int id) => _disks[id] = new SimulatedFileSystem();

    /// <summary>Cuts the connections between two nodes, both ways, until <see cref="Join(int, int)"/>.</summary>
    public void Cut(int a, int b)
    {
        _hosts[a].Peers.Remove(b);
        _hosts[b].Peers.Remove(a);
    }

    public void Join(int a, int b) => Join(a, _hosts[a], b, _hosts[b]);

    /// <summary>The one leader of the latest epoch among the running nodes, when its high watermark is current.</summary>
    public async Task<Replica> LeaderAsync()
    {
        Replica? leader = null;
        await Eventually.TrueAsync(
            () => (leader = Replicas.Where(r => r.LeadsWithCurrentHighWatermark).MaxBy(r => r.Epoch)) is not null && Replicas.All(r => r.Epoch <= leader.Epoch), "somebody leads");
        return leader!;
    }

    /// <summary>Appends a batch to a replica and awaits its acknowledgement.</summary>
    public static async Task<(ErrorCode Error, long Offset)> ProduceAsync(Replica replica, byte[] batch)
    {
        AppendOutcome outcome = replica.Append(batch, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        if (outcome.Error != ErrorCode.None) return (outcome.Error, -1);
        var committed = new Commit();
        replica.WaitForCommit(outcome, committed, 0);
        replica.RequestFlush();
        return (await committed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), outcome.BaseOffset);
    }

    /// <summary>Appends values until a leader acknowledges them, as a client does; returns the offset.</summary>
    public async Task<long> ProduceAsync(params string[] values)
    {
        while (true)
        {
            Replica leader = await LeaderAsync();
            (ErrorCode error, long offset) = await ProduceAsync(leader, Batches.Of(values));
            if (error == ErrorCode.None) return offset;
        }
    }

    /// <summary>Waits until all running replicas hold the same entries, and know that they are acknowledged.</summary>
    public async Task ShouldAgreeAsync()
    {
        Replica leader = await LeaderAsync();
        await Eventually.TrueAsync(() => Replicas.All(r => r.Log.End == leader.Log.End && r.HighWatermark == leader.Log.End.Offset), "all replicas hold everything");
        byte[] expected = EntriesOf(leader);
        foreach (Replica replica in Replicas) EntriesOf(replica).ShouldBe(expected, $"{replica}");
    }

    /// <summary>All entries behind the base, markers too, as they lie in the log.</summary>
    public static byte[] EntriesOf(Replica replica)
    {
        var bytes = new List<byte>();
        LogPosition at = replica.Log.Base.Position;
        while (at != replica.Log.End)
        {
            ReplicaRead read = replica.Log.ReadEntries(at, 1 << 20, replica.Log.End);
            if (read.IsEmpty) throw new InvalidOperationException($"nothing behind {at} of {replica.Log.End}");
            byte[] piece = read.ToArray();
            bytes.AddRange(piece);
            at = Batches.EndOf(piece);
        }

        return [.. bytes];
    }

    /// <summary>The values of all acknowledged records, read as a consumer reads them.</summary>
    public static List<string?> ValuesOf(Replica replica)
    {
        var values = new List<string?>();
        for (long offset = replica.Log.LogStartOffset; offset < replica.HighWatermark;)
        {
            LogSlice slice = replica.Log.Read(offset, 1 << 20, replica.HighWatermark, atLeastOneBatch: true);
            List<FetchedRecord> records = Batches.RecordsIn(slice.ToArray());
            foreach (FetchedRecord record in records) record.Offset.ShouldBe(offset++);
            values.AddRange(records.Select(r => r.Value));
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (int id in Running) await StopNodeAsync(id);
    }

    private static void Join(int firstId, ReplicaHost first, int secondId, ReplicaHost second)
    {
        first.Peers.Register(secondId, "127.0.0.1", second.EndPoint.Port);
        second.Peers.Register(firstId, "127.0.0.1", first.EndPoint.Port);
    }

    private sealed class Commit() : TaskCompletionSource<ErrorCode>(TaskCreationOptions.RunContinuationsAsynchronously), ICommitObserver
    {
        public void CommitEnded(int index, ErrorCode error) => TrySetResult(error);
    }
}
