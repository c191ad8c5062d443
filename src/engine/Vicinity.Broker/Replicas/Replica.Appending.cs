using System.Collections.Immutable;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

internal sealed partial class Replica
{
    private readonly CommitWaits _waits = new();
    private ImmutableArray<IReplicaFollower> _followers = [];

    /// <summary>Offset below which everything is acknowledged and readable.</summary>
    public long HighWatermark => _waits.HighWatermark;

    /// <summary>The high watermark that followers are sent; requests that wait here may be answered a moment later.</summary>
    public long CommittedOffset => _driver?.Committed ?? 0;

    /// <summary>How many wait for the high watermark to rise.</summary>
    internal int Observers => _waits.Observers;

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
                long baseOffset = Log.Append(batch, _driver!.Epoch);
                outcome = AppendOutcome.Appended(baseOffset, baseOffset + header.LastOffsetDelta + 1, _waits.Term, logAppendTime, Log.LogStartOffset);
                if (!config.FlushesBeforeAcknowledging)
                {
                    effects = Carried(driver => driver.Synced());
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
            // A log that was opened again meanwhile has nothing to do with what failed before.
            if (!IsServing || !ReferenceEquals(log, _log)) return;
            if (failure is not null)
            {
                effects = Fail(failure);
            }
            else
            {
                effects = Carried(driver => driver.Synced());
            }
        }

        Dispatch(effects);
    }

    /// <inheritdoc cref="CommitWaits.Wait"/>
    public void WaitForCommit(in AppendOutcome appended, ICommitObserver observer, int index) => _waits.Wait(appended, observer, index);

    /// <inheritdoc cref="CommitWaits.Observe"/>
    public void Observe(IHighWatermarkObserver observer) => _waits.Observe(observer);

    /// <inheritdoc cref="CommitWaits.StopObserving"/>
    public void StopObserving(IHighWatermarkObserver observer) => _waits.StopObserving(observer);

    /// <summary>Tells of appended entries and of changes of leadership, until <see cref="RemoveFollower"/>.</summary>
    public void AddFollower(IReplicaFollower follower) => ImmutableInterlocked.Update(ref _followers, (all, one) => all.Add(one), follower);

    /// <summary>Ends <see cref="AddFollower"/>.</summary>
    public void RemoveFollower(IReplicaFollower follower) => ImmutableInterlocked.Update(ref _followers, (all, one) => all.RemoveAll(f => ReferenceEquals(f, one)), follower);

    private AppendOutcome? RefusedBySequence(in RecordBatchHeader header)
    {
        if (header.ProducerId < 0) return null;
        ProducerVerdict verdict = Log.Producers.Check(header);
        return verdict.Kind switch
        {
            ProducerVerdictKind.Duplicate => AppendOutcome.Repeated(verdict.BaseOffset, verdict.NextOffset, _waits.Term),
            ProducerVerdictKind.OutOfOrderSequence =>
                AppendOutcome.Refused(ErrorCode.OutOfOrderSequenceNumber, $"sequence {header.BaseSequence} of producer {header.ProducerId} does not follow the last one, {verdict.LastSequence}"),
            ProducerVerdictKind.InvalidProducerEpoch =>
                AppendOutcome.Refused(ErrorCode.InvalidProducerEpoch, $"epoch {header.ProducerEpoch} of producer {header.ProducerId} is older than the known one"),
            _ => null,
        };
    }

    private void NotifyFollowers()
    {
        foreach (IReplicaFollower follower in _followers) follower.ReplicaMoved(this);
    }

    /// <summary>Shows the quorum's high watermark to the requests that wait for it. Outside the lock.</summary>
    private void Advance()
    {
        if (_waits.RiseTo(CommittedOffset, this) && TopicName.IsInternal(Partition.Topic)) NotifyFollowers();
    }

    /// <summary>This replica leads no longer: requests that wait for what it appended or deleted are answered. Under the lock.</summary>
    private void AbandonWaits(ReplicaEffects effects)
    {
        effects.Abandoned = _waits.Abandon();
        _deletions.End(ErrorCode.NotLeaderOrFollower);
    }
}
