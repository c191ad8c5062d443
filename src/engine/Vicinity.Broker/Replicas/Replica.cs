using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// One partition on this node: its log, its place in the partition's quorum, and the requests that wait for it. Everything that changes log or quorum
/// is done under one lock; flushing runs beside it on a thread of <see cref="FlushLoop"/>, compaction on the cleaner's; reads take no lock. What
/// an input leads to outside (messages, answers) is carried out after the lock is left.
/// </summary>
internal sealed partial class Replica : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _compactionGate = new();
    private readonly ReplicaContext _context;
    private PartitionLog? _log;
    private volatile QuorumDriver? _driver;
    private int _readFailures;
    private volatile Exception? _failure;
    private volatile bool _closed;
    private TopicConfig _config;
    private volatile bool _waitsForRoom;

    /// <summary>A replica after a start or after it was made; Unattached, and nothing happens before <see cref="Begin"/>.</summary>
    public Replica(TopicPartition partition, Guid topicId, Voter self, PartitionLog log, VoteRecord vote, TopicConfig config, ReplicaContext context)
        : this(partition, topicId, self, config, context)
    {
        Take(log, vote);
        _waits.StartAt(_driver!.Committed);
    }

    private Replica(TopicPartition partition, Guid topicId, Voter self, TopicConfig config, ReplicaContext context)
    {
        Partition = partition;
        TopicId = topicId;
        Self = self;
        _config = config;
        _context = context;
        _deletions = new DeletionWaits(self);
    }

    /// <summary>
    /// A replica whose log cannot be opened: it answers every request with KAFKA_STORAGE_ERROR, and the others go on. Where there was no room on the disk it waits for that
    /// (<see cref="WaitsForRoom"/>).
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="topicId">Uuid of its topic.</param>
    /// <param name="self">The replica as a voter.</param>
    /// <param name="failure">Why the log cannot be opened.</param>
    /// <param name="config">Settings of its topic.</param>
    /// <param name="context">What the node's replicas share.</param>
    /// <param name="firstVoters">Voters of the log, if it is opened later and is new.</param>
    public static Replica OutOfService(TopicPartition partition, Guid topicId, Voter self, Exception failure, TopicConfig config, ReplicaContext context, IReadOnlyList<Voter> firstVoters) =>
        new(partition, topicId, self, config, context) { _failure = failure, _waitsForRoom = IsOfFullDisk(failure), FirstVoters = firstVoters };

    public TopicPartition Partition { get; }

    /// <summary>Uuid of its topic.</summary>
    public Guid TopicId { get; }

    /// <summary>This replica as a voter: node, and uuid of the folder that holds it.</summary>
    public Voter Self { get; }

    /// <summary>Uuid of the folder that holds the replica.</summary>
    public Guid Id => Self.ReplicaId;

    /// <summary>Voters that its log begins with if it could not be opened at first and is new.</summary>
    public IReadOnlyList<Voter> FirstVoters { get; private init; } = [];

    /// <summary>Its log; only while <see cref="Failure"/> is null at opening.</summary>
    public PartitionLog Log => _log ?? throw new BrokerException($"the log of {Partition} could not be opened: {_failure?.Message}");

    /// <summary>Bytes on disk; 0 when the log could not be opened.</summary>
    public long SizeInBytes => _log?.SizeInBytes ?? 0;

    /// <summary>Its place in the quorum at this moment.</summary>
    public Leadership Leadership => _driver?.Leadership ?? Leadership.None;

    /// <summary>What the replica is in its quorum.</summary>
    public QuorumRole Role => Leadership.Role;

    /// <summary>Its epoch.</summary>
    public int Epoch => Leadership.Epoch;

    /// <summary>Node that leads the epoch, or -1.</summary>
    public int LeaderId => Leadership.LeaderId;

    /// <summary>Whether this node leads, and the high watermark has moved in its epoch: what was acknowledged before is known (rule H5).</summary>
    public bool LeadsWithCurrentHighWatermark => Leadership.IsCurrent;

    /// <summary>The voter set in force; none for a newcomer that has heard of none.</summary>
    public IReadOnlyList<Voter> Voters => _log?.Voters ?? [];

    /// <summary>Settings in force; new ones hold from the next append on.</summary>
    public TopicConfig Config
    {
        get => Volatile.Read(ref _config);
        set
        {
            ReplicaEffects? effects = null;
            lock (_gate)
            {
                Volatile.Write(ref _config, value);
                if (IsServing) effects = Carried(driver => driver.Configure(value));
            }

            Dispatch(effects);
        }
    }

    /// <summary>Why the replica takes no more requests, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether its topic was deleted or the node stops.</summary>
    public bool IsClosed => _closed;

    /// <summary>State of the replica in the flush loop's queue; only the loop changes it.</summary>
    internal int FlushState;

    /// <summary>When the loop of deadlines will look at the replica; only the loop changes it.</summary>
    internal long ScheduledMs = long.MaxValue;

    /// <summary>The protocol's error for a replica that cannot serve at all, or None.</summary>
    public ErrorCode ServiceError =>
        _failure is not null ? ErrorCode.KafkaStorageError
        : _closed ? ErrorCode.UnknownTopicOrPartition
        : ErrorCode.None;

    /// <summary>
    /// The same for consumers' reads: also NotLeaderOrFollower where they must not read. A leader that has lost its majority, and knows of
    /// no later epoch, serves reads up to its high watermark, if it was current: what lies below it stays for ever, but for what DeleteRecords removed.
    /// </summary>
    public ErrorCode ReadError =>
        ServiceError is var service and not ErrorCode.None && !ReadsOn ? service
        : Leadership.ServesReads ? ErrorCode.None
        : ErrorCode.NotLeaderOrFollower;

    private bool IsServing => _failure is null && !_closed;

    /// <summary>Runs work that changes the log's shape (retention, log start) in place of an append.</summary>
    public T Exclusively<T>(Func<PartitionLog, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return work(Log);
        }
    }

    /// <summary>Compacts the log, beside appends; no longer when service has ended, since the folder may be another replica's by then.</summary>
    public CompactionResult Compact(long nowMs, CompactionOptions options)
    {
        lock (_compactionGate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return Log.Compact(HighWatermark, nowMs, options, remember =>
            {
                lock (_gate) return remember();
            });
        }
    }

    /// <summary>Closes files of segments that were removed some time ago.</summary>
    public void ReleaseRemoved()
    {
        if (!_closed) _log?.ReleaseRemoved();
    }

    /// <summary>
    /// Ends service: everything that waits is answered, and when this returns nothing touches the replica's folder any more. Records that answers under way
    /// have found stay readable until <see cref="Close"/>.
    /// </summary>
    public void Retire()
    {
        ReplicaEffects effects;
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            effects = EndService();
        }

        lock (_compactionGate)
        {
            // A compaction that ran has ended.
        }

        Dispatch(effects);
    }

    /// <summary>Ends service and closes the log.</summary>
    public void Close()
    {
        Retire();
        lock (_gate) _log?.Dispose();
    }

    public void Dispose() => Close();

    /// <summary>
    /// Records could not be read: says so once in the log. The partition stays in service, since others of its records may be well.
    /// </summary>
    /// <returns>The error for the caller.</returns>
    public ErrorCode ReadFailed(Exception e)
    {
        if (ServiceError is var service and not ErrorCode.None) return service;
        if (Interlocked.Exchange(ref _readFailures, 1) == 0) ReplicaLogLines.ReadFailed(_context.Log, e, Partition, e.Message);
        return ErrorCode.KafkaStorageError;
    }

    /// <summary>Says in the log that work on the log other than an append or flush failed.</summary>
    public void WorkFailed(string what, Exception e) => ReplicaLogLines.WorkFailed(_context.Log, e, what, Partition, e.Message);

    public override string ToString() => $"{Partition} on node {Self.NodeId}";

    /// <summary>
    /// A failed write or sync, or a broken rule, ends the replica: it is never tried again and gone on (rule D7). Where it was a write that found no room it is
    /// opened again when there is room, as by a start. Under the lock.
    /// </summary>
    private ReplicaEffects Fail(Exception e)
    {
        bool isFull = IsOfFullDisk(e) && _log is { IsUncertain: false };
        Leadership before = Leadership;
        _failure = e;
        _waitsForRoom = isFull;
        LogFailure();
        _context.Record(ClusterEventKind.DiskFailed, Partition, before.Epoch, e.Message);
        return EndService(isFull ? before.ReadsAlone : Leadership.None);
    }

    /// <summary>
    /// Nothing more can be stored on this node, for a reason that is none of this replica's: as after a crash, but for readers, who are served on from the open files. A replica
    /// that is out of service for another reason stays as it is.
    /// </summary>
    public void EndWrites(Exception reason)
    {
        ReplicaEffects effects;
        lock (_gate)
        {
            if (_closed || (_failure is not null && !_waitsForRoom)) return;
            _failure = reason;
            _waitsForRoom = false;
            effects = EndService(Leadership.ReadsAlone);
        }

        Dispatch(effects);
    }

    /// <summary>Says in the log why the replica is out of service.</summary>
    public void LogFailure()
    {
        if (_failure is not { } failure) return;
        if (_waitsForRoom) ReplicaLogLines.ReplicaFull(_context.Log, Partition, failure.Message);
        else ReplicaLogLines.ReplicaFailed(_context.Log, failure, Partition, failure.Message);
    }

    private ReplicaEffects EndService(Leadership? afterwards = null)
    {
        var effects = new ReplicaEffects { FetchNodes = _driver?.Stop(afterwards ?? Leadership.None), LeadershipChanged = true };
        AbandonWaits(effects);
        return effects;
    }
}
