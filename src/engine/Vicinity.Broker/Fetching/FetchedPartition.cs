using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>One partition of a Fetch: what was asked, and what there is to answer.</summary>
internal sealed class FetchedPartition(string topic, int partition, Replica? replica, Func<Replica, bool> sendsReadersAway) : FetchPlace(topic, partition)
{
    private ErrorCode _error;

    public Replica? Replica { get; } = replica;

    public long FetchOffset { get; init; }

    public int MaxBytes { get; init; }

    public int CurrentLeaderEpoch { get; init; }

    public int LastFetchedEpoch { get; init; }

    public override ErrorCode Error => _error;

    public LogSlice Records { get; private set; }

    public override int RecordsLength => Records.Length;

    /// <summary>Error of a partition that this node has no replica of.</summary>
    public ErrorCode Absent { get; init; } = ErrorCode.UnknownTopicOrPartition;

    /// <summary>The leader of a partition that this node has no replica of, as far as it is known.</summary>
    public (int LeaderId, int Epoch)? LeaderElsewhere { get; init; }

    /// <summary>With an error about leadership: the leader, so that the reader need not ask.</summary>
    public override (int LeaderId, int Epoch)? CurrentLeader =>
        _error is not (ErrorCode.NotLeaderOrFollower or ErrorCode.FencedLeaderEpoch) ? null
        : Replica is null ? LeaderElsewhere
        : Replica.Leadership is { LeaderId: >= 0 } known ? (known.LeaderId, known.Epoch)
        : null;

    public override int CopyRecords(Span<byte> destination, int from) => Records.CopyTo(destination, from);

    /// <summary>Whether this partition makes the answer leave at once.</summary>
    public bool IsUrgent => Error != ErrorCode.None || Diverging is not null;

    /// <summary>Looks at the log once more.</summary>
    /// <param name="budget">Bytes left in the whole answer.</param>
    /// <param name="atLeastOneBatch">Whether no partition before this one has data: then the first batch goes out whole.</param>
    public void Evaluate(int budget, bool atLeastOneBatch)
    {
        Records = default;
        Diverging = null;
        _error = Check();
        if (_error != ErrorCode.None)
        {
            HighWatermark = LogStartOffset = -1;
            return;
        }

        HighWatermark = Replica!.HighWatermark;
        LogStartOffset = Replica.Log.LogStartOffset;
        if (FetchOffset < LogStartOffset || FetchOffset > Replica.Log.End.Offset)
        {
            _error = ErrorCode.OffsetOutOfRange;
            return;
        }

        if (LastFetchedEpoch >= 0 && Replica.Log.EndOffsetForEpoch(LastFetchedEpoch) is { Epoch: >= 0 } end && (end.Epoch < LastFetchedEpoch || end.EndOffset < FetchOffset))
        {
            Diverging = end;
            return;
        }

        // A moment after an election it is not known what was deleted before it.
        if (FetchOffset >= HighWatermark || Replica.AwaitsOwnEpoch || (budget <= 0 && !atLeastOneBatch)) return;
        try
        {
            long from = Replica.Config.IsCompacted ? Replica.Log.SkipEmptied(FetchOffset, HighWatermark) : FetchOffset;
            Records = Replica.Log.Read(from, Math.Max(0, Math.Min(MaxBytes, budget)), HighWatermark, atLeastOneBatch);
        }
        catch (OffsetOutOfRangeException)
        {
            _error = ErrorCode.OffsetOutOfRange;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _error = Replica.ReadFailed(e);
            HighWatermark = LogStartOffset = -1;
        }
    }

    private ErrorCode Check()
    {
        if (Replica is null) return Absent;
        if (Replica.ReadError is var service and not ErrorCode.None) return service;
        // The topic was deleted and made again under its name since it was looked up.
        if (TopicId != Guid.Empty && Replica.TopicId != TopicId) return ErrorCode.InconsistentTopicId;
        if (sendsReadersAway(Replica)) return ErrorCode.NotLeaderOrFollower;
        return LeaderEpochs.Check(CurrentLeaderEpoch, Replica);
    }
}
