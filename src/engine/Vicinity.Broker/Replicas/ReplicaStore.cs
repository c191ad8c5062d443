using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Makes, opens and deletes the node's replicas, and knows those that are open. A replica whose votes or acknowledged entries are lost must
/// not take part again under its uuid: it is out of service until <see cref="Renew"/> makes a new one in its place.
/// </summary>
internal sealed class ReplicaStore : IDisposable
{
    private static readonly TimeSpan s_readersGrace = TimeSpan.FromSeconds(10);

    private readonly OpenReplicas _open = new();
    private readonly Lock[] _preparing = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly DataFolder _folder;
    private readonly ReplicaContext _context;
    private volatile Exception? _endOfWrites;

    public ReplicaStore(DataFolder folder, BrokerOptions options, FlushLoop flushLoop, TimeProvider time, ILogger log, ClusterEvents events)
    {
        _folder = folder;
        _context = new ReplicaContext
        {
            NodeId = options.NodeId,
            FlushLoop = flushLoop,
            Deadlines = new DeadlineLoop(),
            Votes = folder.Votes,
            Timers = options.Quorum,
            InSyncMs = (int)options.ReplicaLagMax.TotalMilliseconds,
            Time = time,
            Log = log,
            Events = events,
        };
    }

    /// <summary>Folder, lock and vote journal of the node.</summary>
    public DataFolder Folder => _folder;

    /// <summary>Called at each change of leadership; set before replicas are opened.</summary>
    public ILeadershipObserver? Observer
    {
        get => _context.Observer;
        set => _context.Observer = value;
    }

    /// <summary>Held while bounds of logs are read and recorded; see <see cref="ReplicaContext.BoundsGate"/>.</summary>
    public Lock BoundsGate => _context.BoundsGate;

    /// <inheritdoc cref="ReplicaContext.Rises"/>
    public long Rises => _context.Rises;

    /// <summary>Replicas of this node that ask for votes now.</summary>
    public RunningElections Elections => _context.Elections;

    /// <summary>Whether another node of the cluster has this id, as far as is known here.</summary>
    public bool KnowsNode(int nodeId) => _context.Transport?.Knows(nodeId) == true;

    /// <summary>Lets replicas speak to other nodes; set before replicas are opened.</summary>
    public void Use(IQuorumTransport transport) => _context.Transport = transport;

    /// <summary>All open replicas. A snapshot is not taken: those opened or closed meanwhile may or may not be seen.</summary>
    public IEnumerable<Replica> All => _open.All;

    /// <summary>The open replica of a partition on this node, or null.</summary>
    public Replica? Find(TopicPartition partition) => _open.Find(partition);

    /// <summary>The open replica of a partition of the topic with that uuid, or null.</summary>
    public Replica? Find(Guid topicId, int partition) => _open.Find(topicId, partition);

    /// <summary>This node as a voter with the uuid of that folder.</summary>
    public Voter VoterOf(ReplicaFolder replica) => new(_context.NodeId, replica.Id);

    /// <summary>
    /// Makes the folder of a replica with a uuid of its own, on disk when it returns. One that is there for the same topic id is kept; one of
    /// another topic under that name is deleted first, closed if need be.
    /// </summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public ReplicaFolder Prepare(TopicPartition partition, Guid topicId)
    {
        lock (GateOf(partition))
        {
            if (_folder.FindReplica(partition.Topic, partition.Partition) is { } known && known.TopicId == topicId) return known;
            if (Find(partition) is Replica open) Delete(open);
            else _folder.DeleteReplica(partition.Topic, partition.Partition);
            return _folder.CreateReplica(partition.Topic, topicId, partition.Partition);
        }
    }

    /// <summary>
    /// Opens a replica, as Unattached; a sole voter leads before this returns. One whose votes or acknowledged entries are lost is out of
    /// service, and its files are left as they are. One that finds no room on the disk is out of service until there is.
    /// </summary>
    /// <param name="replica">Its folder.</param>
    /// <param name="config">Settings of its topic.</param>
    /// <param name="firstVoters">The partition's first voter set, if this replica is one of it; none for a newcomer. Of no meaning when the log was begun before.</param>
    public Replica Open(ReplicaFolder replica, TopicConfig config, IReadOnlyList<Voter> firstVoters)
    {
        try
        {
            return OpenLog(replica, config, firstVoters, mayWaitForRoom: true);
        }
        catch (Exception e) when (e is LogDamagedException or LogFailedException or IOException)
        {
            Replica failed = Replica.OutOfService(new TopicPartition(replica.Topic, replica.Partition), replica.TopicId, VoterOf(replica), e, config, _context, firstVoters);
            failed.LogFailure();
            _open.Put(failed);
            return failed;
        }
    }

    /// <summary>Opens a replica that is on disk and, if its log is new, has no other voter.</summary>
    public Replica Open(ReplicaFolder replica, TopicConfig config) => Open(replica, config, [VoterOf(replica)]);

    /// <summary>Makes the folder of a new replica whose only voter is this node, and opens it.</summary>
    /// <exception cref="IOException">The disk does not take it; nothing of it is left.</exception>
    public Replica Create(TopicPartition partition, Guid topicId, TopicConfig config)
    {
        ReplicaFolder made = _folder.CreateReplica(partition.Topic, topicId, partition.Partition);
        try
        {
            return OpenLog(made, config, [VoterOf(made)], mayWaitForRoom: false);
        }
        catch
        {
            _folder.DeleteReplica(partition.Topic, partition.Partition);
            throw;
        }
    }

    /// <summary>
    /// Gives up what is lost: sets the replica's folder aside and makes an empty one with a new uuid, which is to become a voter before the
    /// old uuid is removed from the set. Never for a sole voter, whose folder holds the only copy.
    /// </summary>
    public ReplicaFolder Renew(Replica lost)
    {
        lock (GateOf(lost.Partition))
        {
            lost.Close();
            _open.Remove(lost);
            if (_folder.FindReplica(lost.Partition.Topic, lost.Partition.Partition) is { } folder) _folder.SetAside(folder);
            return _folder.CreateReplica(lost.Partition.Topic, lost.TopicId, lost.Partition.Partition);
        }
    }

    /// <summary>Opens the log of a replica that waits for room on the disk again, as a start would.</summary>
    /// <returns>Whether it is back.</returns>
    public bool Revive(Replica replica)
    {
        int revivals = replica.Revivals;
        PartitionLog? before;
        lock (GateOf(replica.Partition))
        {
            if (_folder.FindReplica(replica.Partition.Topic, replica.Partition.Partition) is not { } folder || folder.Id != replica.Id) return false;
            before = replica.Revive(() =>
            {
                PartitionLog log = OpenFiles(folder, replica.Config, replica.FirstVoters);
                try
                {
                    return (log, VoteOf(folder, log, replica.Self));
                }
                catch
                {
                    log.Dispose();
                    throw;
                }
            });
        }

        if (before is not null) Later(before.Dispose);
        return replica.Revivals != revivals;
    }

    /// <summary>A replica that should be on disk and is not: out of service, so that readers are not answered that it is empty.</summary>
    public Replica Missing(TopicPartition partition, TopicConfig config)
    {
        var lost = new BrokerException($"the folder {partition} in '{_folder.Path}/replicas' is missing, or was set aside as unreadable under a name that ends in .damaged");
        Replica missing = Replica.OutOfService(partition, Guid.Empty, new Voter(_context.NodeId, Guid.Empty), lost, config, _context, []);
        missing.LogFailure();
        return missing;
    }

    /// <summary>The connection to a node was lost or refused: replicas that follow it look for another leader soon.</summary>
    public void NodeLost(int nodeId)
    {
        ReplicaLogLines.PeerLost(_context.Log, nodeId);
        foreach (Replica replica in _open.All) replica.NodeLost(nodeId);
    }

    /// <summary>Hands the leadership of all partitions with other voters over.</summary>
    public void ResignAll()
    {
        foreach (Replica replica in _open.All)
        {
            if (replica.Leadership.Holds) replica.Resign(null);
        }
    }

    /// <summary>Why this node stores nothing any more, or null.</summary>
    public Exception? EndOfWrites => _endOfWrites;

    /// <summary>Nothing more can be stored on this node: the leadership of all partitions with other voters is handed over, and all replicas go out of service, but for readers.</summary>
    public void EndWrites(Exception reason)
    {
        _endOfWrites = reason;
        ResignAll();
        foreach (Replica replica in _open.All) replica.EndWrites(reason);
    }

    /// <summary>Closes the replica and removes its folder.</summary>
    public void Delete(Replica replica)
    {
        replica.Retire();
        _open.Remove(replica);
        _folder.DeleteReplica(replica.Partition.Topic, replica.Partition.Partition);
        // A Fetch answer that has promised records reads them from the open file, also after its name is gone.
        Later(replica.Close);
    }

    private void Later(Action action)
    {
        ITimer? timer = null;
        timer = _context.Time.CreateTimer(
            _ =>
            {
                action();
                timer?.Dispose();
            },
            null,
            s_readersGrace,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Folders of one partition are made and given up by one thread at a time; those of others meanwhile.</summary>
    private Lock GateOf(TopicPartition partition) => _preparing[(uint)partition.GetHashCode() % (uint)_preparing.Length];

    /// <summary>Ends the thread of the deadlines; replicas take no part in elections any more.</summary>
    public void Dispose() => _context.Deadlines.Dispose();

    /// <summary>The log's options for a topic's settings.</summary>
    public static LogOptions OptionsOf(TopicConfig config) => new()
    {
        SegmentBytes = config.SegmentBytes,
        SegmentAge = TimeSpan.FromMilliseconds(Math.Min(config.SegmentMs, (long)TimeSpan.FromDays(36500).TotalMilliseconds)),
        IndexIntervalBytes = config.IndexIntervalBytes,
        // max.message.bytes is checked before the append; a log that bounds it too would take a change of the setting in between for a fault.
        MaxBatchBytes = LogOptions.MaxEntryBytes,
    };

    private Replica OpenLog(ReplicaFolder folder, TopicConfig config, IReadOnlyList<Voter> firstVoters, bool mayWaitForRoom)
    {
        var partition = new TopicPartition(folder.Topic, folder.Partition);
        Voter self = VoterOf(folder);
        PartitionLog log = OpenFiles(folder, config, firstVoters);
        Replica? replica = null;
        try
        {
            replica = new(partition, folder.TopicId, self, log, VoteOf(folder, log, self), config, _context);
            _open.Put(replica);
            replica.Begin();
            if (replica.Failure is { } failure && !(mayWaitForRoom && replica.WaitsForRoom)) throw new LogFailedException(folder.Path, failure);
            if (_endOfWrites is { } end) replica.EndWrites(end);
            return replica;
        }
        catch
        {
            if (replica is not null) _open.Remove(replica);
            log.Dispose();
            throw;
        }
    }

    private PartitionLog OpenFiles(ReplicaFolder folder, TopicConfig config, IReadOnlyList<Voter> firstVoters)
    {
        PartitionLog log = PartitionLog.Open(_folder.FileSystem, folder.Path, OptionsOf(config) with { FirstVoters = firstVoters }, _context.Votes.BoundOf(folder.Id), _context.Time);
        if (log.RecoveryReport is { IsClean: false } report) ReplicaLogLines.ReplicaRecovered(_context.Log, new TopicPartition(folder.Topic, folder.Partition), report.ToString());
        return log;
    }

    /// <summary>
    /// The recorded vote. Where it is lost, a voter among others must not vote again (rule E7); one that is alone has promised nothing to another
    /// one, and goes on behind its log.
    /// </summary>
    private VoteRecord VoteOf(ReplicaFolder folder, PartitionLog log, Voter self)
    {
        VoteRecord? vote = _context.Votes.VoteOf(folder.Id);
        if (vote is not null && vote.Epoch >= log.LastEpoch) return vote;
        if (log.Voters is [var only] && only == self) return new VoteRecord(Math.Max(vote?.Epoch ?? 0, log.LastEpoch), null);
        throw new LogDamagedException(folder.Path, 0, $"its vote is lost: recorded is {vote?.Epoch.ToString() ?? "nothing"}, and the log is of epoch {log.LastEpoch}");
    }
}
