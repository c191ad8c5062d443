using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>One partition of a Fetch: what was asked, and what there is to answer.</summary>
internal sealed class FetchedPartition(string topic, int partition, Replica? replica)
{
    public string Topic { get; } = topic;

    public int Partition { get; } = partition;

    public Replica? Replica { get; } = replica;

    public long FetchOffset { get; init; }

    public int MaxBytes { get; init; }

    public int CurrentLeaderEpoch { get; init; }

    public int LastFetchedEpoch { get; init; }

    public ErrorCode Error { get; private set; }

    public long HighWatermark { get; private set; } = -1;

    public long LogStartOffset { get; private set; } = -1;

    public LogSlice Records { get; private set; }

    /// <summary>Set when the reader's log and ours part ways (KIP-595).</summary>
    public EpochEnd? Diverging { get; private set; }

    /// <summary>Whether this partition makes the answer leave at once.</summary>
    public bool IsUrgent => Error != ErrorCode.None || Diverging is not null;

    /// <summary>Looks at the log once more.</summary>
    /// <param name="budget">Bytes left in the whole answer.</param>
    /// <param name="atLeastOneBatch">Whether no partition before this one has data: then the first batch goes out whole.</param>
    public void Evaluate(int budget, bool atLeastOneBatch)
    {
        Records = default;
        Diverging = null;
        Error = Check();
        if (Error != ErrorCode.None)
        {
            HighWatermark = LogStartOffset = -1;
            return;
        }

        HighWatermark = Replica!.HighWatermark;
        LogStartOffset = Replica.Log.LogStartOffset;
        if (FetchOffset < LogStartOffset || FetchOffset > Replica.Log.End.Offset)
        {
            Error = ErrorCode.OffsetOutOfRange;
            return;
        }

        if (LastFetchedEpoch >= 0 && Replica.Log.EndOffsetForEpoch(LastFetchedEpoch) is { Epoch: >= 0 } end && (end.Epoch < LastFetchedEpoch || end.EndOffset < FetchOffset))
        {
            Diverging = end;
            return;
        }

        if (FetchOffset >= HighWatermark || (budget <= 0 && !atLeastOneBatch)) return;
        try
        {
            Records = Replica.Log.Read(FetchOffset, Math.Max(0, Math.Min(MaxBytes, budget)), HighWatermark, atLeastOneBatch);
        }
        catch (OffsetOutOfRangeException)
        {
            Error = ErrorCode.OffsetOutOfRange;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Error = Replica.ReadFailed(e);
            HighWatermark = LogStartOffset = -1;
        }
    }

    private ErrorCode Check()
    {
        if (Replica is null) return ErrorCode.UnknownTopicOrPartition;
        if (Replica.ReadError is var service and not ErrorCode.None) return service;
        return LeaderEpochs.Check(CurrentLeaderEpoch, Replica);
    }
}
