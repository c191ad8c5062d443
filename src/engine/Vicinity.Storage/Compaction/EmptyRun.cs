using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Neighbouring batches without records, which become one that covers the offsets of all: no gap, and 61 bytes for any number.</summary>
internal sealed class EmptyRun
{
    private RecordBatchHeader _run;

    public bool IsEmpty { get; private set; } = true;

    /// <summary>Takes in a batch that follows; false if it cannot be joined to those before.</summary>
    public bool TryAdd(in RecordBatchHeader batch)
    {
        if (IsEmpty)
        {
            _run = new RecordBatchHeader
            {
                BaseOffset = batch.BaseOffset,
                LeaderEpoch = batch.LeaderEpoch,
                LastOffsetDelta = batch.LastOffsetDelta,
                BaseTimestamp = batch.MaxTimestamp,
                MaxTimestamp = batch.MaxTimestamp,
            };
            IsEmpty = false;
            return true;
        }
        long delta = batch.LastOffset - _run.BaseOffset;
        if (batch.LeaderEpoch != _run.LeaderEpoch || delta > int.MaxValue) return false;
        long newest = Math.Max(_run.MaxTimestamp, batch.MaxTimestamp);
        _run = _run with { LastOffsetDelta = (int)delta, BaseTimestamp = newest, MaxTimestamp = newest };
        return true;
    }

    /// <summary>Writes the one batch and starts again.</summary>
    public void Take(Span<byte> destination)
    {
        RecordBatch.WriteEmpty(destination, _run);
        IsEmpty = true;
    }
}
