using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// One partition on this node: its log, its epoch and its high watermark, and who waits for them. Appends are serialised by the replica;
/// flushing runs beside them on a thread of <see cref="FlushLoop"/>; reads take no lock. A single node is a quorum of one, so the
/// high watermark is the synced end of its log.
/// </summary>
internal sealed class Replica : IDisposable
{
    private readonly Lock _appendGate = new();
    private readonly Lock _compactionGate = new();
    private readonly Lock _waitGate = new();
    private readonly Queue<CommitWait> _commitWaits = new();
    private readonly List<IHighWatermarkObserver> _observers = [];
    private readonly FlushLoop _flushLoop;
    private long _highWatermark;
    private int _readFailures;
    private volatile Exception? _failure;
    private volatile bool _closed;
    private readonly PartitionLog? _log;
    private TopicConfig _config;

    public Replica(TopicPartition partition, Guid topicId, Voter self, PartitionLog log, int epoch, TopicConfig config, FlushLoop flushLoop)
        : this(partition, self.ReplicaId, epoch, config, flushLoop)
    {
        TopicId = topicId;
        LeaderId = self.NodeId;
        _log = log;
        _highWatermark = log.SyncedEnd.Offset;
    }

    private Replica(TopicPartition partition, Guid id, int epoch, TopicConfig config, FlushLoop flushLoop)
    {
        Partition = partition;
        Id = id;
        Epoch = epoch;
        _config = config;
        _flushLoop = flushLoop;
    }

    /// <summary>A replica whose log cannot be opened: it answers every request with KAFKA_STORAGE_ERROR, and the others go on.</summary>
    public static Replica OutOfService(TopicPartition partition, Guid id, Exception failure, TopicConfig config, FlushLoop flushLoop) =>
        new(partition, id, 0, config, flushLoop) { _failure = failure };

    public TopicPartition Partition { get; }

    /// <summary>Uuid of the folder that holds the replica.</summary>
    public Guid Id { get; }

    /// <summary>Its log; only while <see cref="Failure"/> is null at opening.</summary>
    public PartitionLog Log => _log ?? throw new BrokerException($"the log of {Partition} could not be opened: {_failure?.Message}");

    /// <summary>Bytes on disk; 0 when the log could not be opened.</summary>
    public long SizeInBytes => _log?.SizeInBytes ?? 0;

    /// <summary>Uuid of its topic.</summary>
    public Guid TopicId { get; }

    /// <summary>What the replica is in its quorum.</summary>
    public QuorumRole Role => LeaderId < 0 ? QuorumRole.Unattached : QuorumRole.Leader;

    /// <summary>Its epoch.</summary>
    public int Epoch { get; }

    /// <summary>Node that leads the epoch, or -1.</summary>
    public int LeaderId { get; } = -1;

    /// <summary>The voter set in force; none for a newcomer that has heard of none.</summary>
    public IReadOnlyList<Voter> Voters => _log?.Voters ?? [];

    /// <summary>Whether this node leads, and the high watermark has moved in its epoch: what was acknowledged before is known (rule H5).</summary>
    public bool LeadsWithCurrentHighWatermark => Role == QuorumRole.Leader;

    /// <summary>What is known of the quorum.</summary>
    public ReplicaDescription Describe() => throw new NotImplementedException();

    /// <summary>Somebody who knows says who leads an epoch.</summary>
    public void LearnLeader(int leaderId, int epoch) => throw new NotImplementedException();

    /// <summary>Campaigns now: the first leader of a new partition, or the one that an operator prefers.</summary>
    public void Campaign() => throw new NotImplementedException();

    /// <summary>Stops leading and lets another campaign, the preferred node first where it has everything.</summary>
    public void Resign(int? preferredNodeId) => throw new NotImplementedException();

    /// <summary>Leader: makes a replica that follows a voter, when it has caught up. None when the changed set is committed, or it is a voter already.</summary>
    /// <returns>NotLeaderOrFollower when this node does not lead; RequestTimedOut when it was not done in time and may be tried again.</returns>
    public Task<ErrorCode> AddVoterAsync(Voter voter, TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Leader: takes a voter's vote away. A leader that is to be removed hands over first, and answers NotLeaderOrFollower.</summary>
    public Task<ErrorCode> RemoveVoterAsync(Voter voter, TimeSpan timeout) => throw new NotImplementedException();

    /// <summary>Settings in force; new ones hold from the next append on.</summary>
    public TopicConfig Config
    {
        get => Volatile.Read(ref _config);
        set
        {
            lock (_appendGate)
            {
                Volatile.Write(ref _config, value);
                if (_log is not null) _log.Options = ReplicaStore.OptionsOf(value);
            }
        }
    }

    /// <summary>Offset below which everything is acknowledged and readable.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>Why the replica takes no more requests, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Whether its topic was deleted or the node stops.</summary>
    public bool IsClosed => _closed;

    /// <summary>How many wait for the high watermark to rise.</summary>
    internal int Observers
    {
        get
        {
            lock (_waitGate) return _observers.Count;
        }
    }

    /// <summary>State of the replica in the flush loop's queue; only the loop changes it.</summary>
    internal int FlushState;

    /// <summary>The protocol's error for a replica that cannot serve, or None.</summary>
    public ErrorCode ServiceError =>
        _failure is not null ? ErrorCode.KafkaStorageError
        : _closed ? ErrorCode.UnknownTopicOrPartition
        : ErrorCode.None;

    /// <summary>
    /// Appends one produced batch, in the order of the calls. The batch's base offset and epoch are written in place; its other bytes go to the log as they are,
    /// unless the topic's compression.type names another codec.
    /// </summary>
    public AppendOutcome Append(Span<byte> batch, long nowMs)
    {
        TopicConfig config = Config;
        ErrorCode fault = BatchRules.Check(batch, config, nowMs, out RecordBatchHeader header, out string? reason);
        if (fault != ErrorCode.None) return AppendOutcome.Refused(fault, reason);
        if (config.Compression is CompressionCodec codec && codec != header.Compression)
        {
            (fault, reason) = Recompression.Rewrite(batch, header, codec, config.MaxMessageBytes, out byte[] rewritten);
            if (fault != ErrorCode.None) return AppendOutcome.Refused(fault, reason);
            batch = rewritten;
        }

        lock (_appendGate)
        {
            ErrorCode service = ServiceError;
            if (service != ErrorCode.None) return AppendOutcome.Refused(service, _failure?.Message);
            if (header.ProducerId >= 0)
            {
                ProducerVerdict verdict = Log.Producers.Check(header);
                switch (verdict.Kind)
                {
                    case ProducerVerdictKind.Duplicate:
                        return AppendOutcome.Repeated(verdict.BaseOffset, verdict.NextOffset);
                    case ProducerVerdictKind.OutOfOrderSequence:
                        return AppendOutcome.Refused(ErrorCode.OutOfOrderSequenceNumber, $"sequence {header.BaseSequence} of producer {header.ProducerId} does not follow the last one, {verdict.LastSequence}");
                    case ProducerVerdictKind.InvalidProducerEpoch:
                        return AppendOutcome.Refused(ErrorCode.InvalidProducerEpoch, $"epoch {header.ProducerEpoch} of producer {header.ProducerId} is older than the known one");
                }
            }

            long logAppendTime = -1;
            if (config.UsesLogAppendTime)
            {
                RecordBatch.SetLogAppendTime(batch, nowMs);
                logAppendTime = nowMs;
            }

            long baseOffset;
            try
            {
                baseOffset = Log.Append(batch, Epoch);
            }
#pragma warning disable CA1031 // any failure of the disk takes this one replica out of service
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(e);
                return AppendOutcome.Refused(ErrorCode.KafkaStorageError, e.Message);
            }

            if (!config.FlushesBeforeAcknowledging) Advance(Log.End.Offset);
            return AppendOutcome.Appended(baseOffset, baseOffset + header.LastOffsetDelta + 1, logAppendTime, Log.LogStartOffset);
        }
    }

    /// <summary>Asks for a flush of everything appended so far.</summary>
    public void RequestFlush() => _flushLoop.Request(this);

    /// <summary>Flushes what was appended before the call, and moves the high watermark. Called by one thread at a time.</summary>
    internal void Flush()
    {
        if (_failure is not null || _closed) return;
        long synced;
        try
        {
            synced = Log.Sync().Offset;
        }
#pragma warning disable CA1031 // a failed flush is never repeated: the replica goes out of service
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_closed) Fail(e);
            return;
        }

        Advance(synced);
    }

    /// <summary>Calls the wait back when the high watermark has reached <paramref name="endOffset"/>, at once when it has already.</summary>
    public void WaitForCommit(long endOffset, ICommitObserver observer, int index)
    {
        lock (_waitGate)
        {
            if (ServiceError == ErrorCode.None && _highWatermark < endOffset)
            {
                _commitWaits.Enqueue(new CommitWait(endOffset, observer, index));
                return;
            }
        }

        observer.CommitEnded(index, _highWatermark >= endOffset ? ErrorCode.None : ServiceError);
    }

    /// <summary>Tells the observer of each rise of the high watermark, until <see cref="StopObserving"/>.</summary>
    public void Observe(IHighWatermarkObserver observer)
    {
        lock (_waitGate) _observers.Add(observer);
    }

    public void StopObserving(IHighWatermarkObserver observer)
    {
        lock (_waitGate) _observers.Remove(observer);
    }

    /// <summary>Runs work that changes the log's shape (retention, compaction, log start) in place of an append.</summary>
    public T Exclusively<T>(Func<PartitionLog, T> work)
    {
        lock (_appendGate)
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
            return Log.Compact(HighWatermark, nowMs, options);
        }
    }

    /// <summary>
    /// Ends service: whoever waits is told, and when this returns nothing touches the replica's folder any more. Records that answers under way
    /// have found stay readable until <see cref="Close"/>.
    /// </summary>
    public void Retire()
    {
        lock (_appendGate)
        {
            if (_closed) return;
            _closed = true;
        }

        lock (_compactionGate)
        {
            // A compaction that ran has ended.
        }

        ReleaseWaiters();
    }

    /// <summary>Ends service and closes the log.</summary>
    public void Close()
    {
        Retire();
        lock (_appendGate) _log?.Dispose();
    }

    public void Dispose() => Close();

    private void Advance(long offset)
    {
        IHighWatermarkObserver[]? observers = null;
        List<CommitWait>? reached = null;
        CommitWait single = default;
        lock (_waitGate)
        {
            if (offset <= _highWatermark) return;
            Volatile.Write(ref _highWatermark, offset);
            while (_commitWaits.TryPeek(out CommitWait wait) && wait.EndOffset <= offset)
            {
                _commitWaits.Dequeue();
                if (single.Observer is null) single = wait;
                else (reached ??= []).Add(wait);
            }

            if (_observers.Count > 0) observers = [.. _observers];
        }

        single.Observer?.CommitEnded(single.Index, ErrorCode.None);
        if (reached is not null)
        {
            foreach (CommitWait wait in reached) wait.Observer.CommitEnded(wait.Index, ErrorCode.None);
        }

        if (observers is not null)
        {
            foreach (IHighWatermarkObserver observer in observers) observer.HighWatermarkMoved(this);
        }
    }

    /// <summary>
    /// Records could not be read: says so once in the log. The partition stays in service, since others of its records may be well.
    /// </summary>
    /// <returns>The error for whoever asked.</returns>
    public ErrorCode ReadFailed(Exception e)
    {
        if (ServiceError is var service and not ErrorCode.None) return service;
        if (Interlocked.Exchange(ref _readFailures, 1) == 0) _flushLoop.ReportRead(this, e);
        return ErrorCode.KafkaStorageError;
    }

    /// <summary>Says in the log that work on the log other than an append or flush failed.</summary>
    public void WorkFailed(string what, Exception e) => _flushLoop.ReportWork(this, what, e);

    private void Fail(Exception e)
    {
        _failure = e;
        _flushLoop.Report(this, e);
        ReleaseWaiters();
    }

    private void ReleaseWaiters()
    {
        CommitWait[] waits;
        IHighWatermarkObserver[] observers;
        lock (_waitGate)
        {
            waits = [.. _commitWaits];
            _commitWaits.Clear();
            observers = [.. _observers];
        }

        foreach (CommitWait wait in waits) wait.Observer.CommitEnded(wait.Index, ServiceError);
        foreach (IHighWatermarkObserver observer in observers) observer.HighWatermarkMoved(this);
    }

    private readonly record struct CommitWait(long EndOffset, ICommitObserver Observer, int Index);
}
