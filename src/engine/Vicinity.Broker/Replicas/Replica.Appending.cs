using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

internal sealed partial class Replica
{
    private readonly Lock _waitGate = new();
    private readonly Queue<CommitWait> _commitWaits = new();
    private readonly HashSet<IHighWatermarkObserver> _observers = [];
    private IReplicaFollower[] _followers = [];
    private long _highWatermark;
    private long _committed;
    private int _term;

    /// <summary>Offset below which everything is acknowledged and readable.</summary>
    public long HighWatermark => Volatile.Read(ref _highWatermark);

    /// <summary>The high watermark as followers are told it; who waits here may be told a moment later.</summary>
    public long CommittedOffset => Volatile.Read(ref _committed);

    /// <summary>How many wait for the high watermark to rise.</summary>
    internal int Observers
    {
        get
        {
            lock (_waitGate) return _observers.Count;
        }
    }

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

        ReplicaEffects? effects = null;
        AppendOutcome outcome;
        lock (_gate)
        {
            ErrorCode service = WriteError;
            if (service != ErrorCode.None) return AppendOutcome.Refused(service, _failure?.Message);
            if (RefusedBySequence(header) is { } known) return known;
            long logAppendTime = -1;
            if (config.UsesLogAppendTime)
            {
                RecordBatch.SetLogAppendTime(batch, nowMs);
                logAppendTime = nowMs;
            }

            try
            {
                long baseOffset = Log.Append(batch, _quorum!.Epoch);
                outcome = AppendOutcome.Appended(baseOffset, baseOffset + header.LastOffsetDelta + 1, _term, logAppendTime, Log.LogStartOffset);
                if (!config.FlushesBeforeAcknowledging)
                {
                    _quorum.OnSynced(ReplicaContext.NowMs, _actions);
                    effects = CarryOut();
                }
            }
#pragma warning disable CA1031 // any failure of the disk takes this one replica out of service
            catch (Exception e)
#pragma warning restore CA1031
            {
                effects = Fail(e);
                // A write for which there is no room is never whole; of any other failure the next start may find the batch in the log.
                outcome = AppendOutcome.Refused(e is DiskFullException ? ErrorCode.KafkaStorageError : AppendOutcome.Undecided, e.Message);
            }
        }

        Dispatch(effects);
        NotifyFollowers();
        return outcome;
    }

    /// <summary>The protocol's error for writes here now, or None.</summary>
    public ErrorCode WriteError =>
        ServiceError is var service and not ErrorCode.None ? service
        : Leadership.Role == QuorumRole.Leader ? ErrorCode.None
        : ErrorCode.NotLeaderOrFollower;

    /// <summary>Asks for a flush of everything appended so far.</summary>
    public void RequestFlush() => _context.FlushLoop.Request(this);

    /// <summary>Flushes what was appended before the call, and tells the quorum. Called by one thread at a time.</summary>
    internal void Flush()
    {
        if (!IsServing) return;
        PartitionLog log = Log;
        Exception? failure = null;
        try
        {
            log.Sync();
        }
#pragma warning disable CA1031 // a failed flush is never repeated: the replica goes out of service
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        ReplicaEffects? effects;
        lock (_gate)
        {
            // A log that was opened anew meanwhile has nothing to do with what failed before.
            if (!IsServing || !ReferenceEquals(log, _log)) return;
            if (failure is not null)
            {
                effects = Fail(failure);
            }
            else
            {
                _quorum!.OnSynced(ReplicaContext.NowMs, _actions);
                effects = CarryOut();
            }
        }

        Dispatch(effects);
    }

    /// <summary>
    /// Calls the wait back when what was appended is acknowledged, at once when it is already; with <see cref="AppendOutcome.Undecided"/> when
    /// this replica can no longer tell.
    /// </summary>
    public void WaitForCommit(in AppendOutcome appended, ICommitObserver observer, int index)
    {
        ErrorCode error;
        lock (_waitGate)
        {
            // Since the term of the append this replica has led without a break: what stands at the offset is what was appended.
            error = ServiceError != ErrorCode.None || appended.Term != _term ? AppendOutcome.Undecided : ErrorCode.None;
            if (error == ErrorCode.None && _highWatermark < appended.EndOffset)
            {
                _commitWaits.Enqueue(new CommitWait(appended.EndOffset, observer, index));
                return;
            }
        }

        observer.CommitEnded(index, error);
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

    /// <summary>Tells of appended entries and of changes of leadership, until <see cref="RemoveFollower"/>.</summary>
    public void AddFollower(IReplicaFollower follower)
    {
        lock (_waitGate) Volatile.Write(ref _followers, [.. _followers, follower]);
    }

    public void RemoveFollower(IReplicaFollower follower)
    {
        lock (_waitGate) Volatile.Write(ref _followers, [.. _followers.Where(f => !ReferenceEquals(f, follower))]);
    }

    private AppendOutcome? RefusedBySequence(in RecordBatchHeader header)
    {
        if (header.ProducerId < 0) return null;
        ProducerVerdict verdict = Log.Producers.Check(header);
        return verdict.Kind switch
        {
            ProducerVerdictKind.Duplicate => AppendOutcome.Repeated(verdict.BaseOffset, verdict.NextOffset, _term),
            ProducerVerdictKind.OutOfOrderSequence =>
                AppendOutcome.Refused(ErrorCode.OutOfOrderSequenceNumber, $"sequence {header.BaseSequence} of producer {header.ProducerId} does not follow the last one, {verdict.LastSequence}"),
            ProducerVerdictKind.InvalidProducerEpoch =>
                AppendOutcome.Refused(ErrorCode.InvalidProducerEpoch, $"epoch {header.ProducerEpoch} of producer {header.ProducerId} is older than the known one"),
            _ => null,
        };
    }

    private void NotifyFollowers()
    {
        foreach (IReplicaFollower follower in Volatile.Read(ref _followers)) follower.ReplicaMoved(this);
    }

    /// <summary>Shows the quorum's high watermark to those who wait for it. Outside the lock.</summary>
    private void Advance()
    {
        long offset = Volatile.Read(ref _committed);
        if (offset <= Volatile.Read(ref _highWatermark)) return;
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

        if (TopicName.IsInternal(Partition.Topic)) NotifyFollowers();
    }

    /// <summary>
    /// This replica leads no longer: who waits for what it appended is let go before its log can be cut, so that no other record at the same
    /// offset is taken for theirs. Under the lock.
    /// </summary>
    private void AbandonWaits(ReplicaEffects effects)
    {
        lock (_waitGate)
        {
            _term++;
            EndDeletions(ErrorCode.NotLeaderOrFollower);
            if (_commitWaits.Count == 0) return;
            (effects.Abandoned ??= []).AddRange(_commitWaits);
            _commitWaits.Clear();
        }
    }

    private void TellObservers()
    {
        IHighWatermarkObserver[] observers;
        lock (_waitGate) observers = [.. _observers];
        foreach (IHighWatermarkObserver observer in observers) observer.HighWatermarkMoved(this);
    }
}
