using Vicinity.Model;

namespace Vicinity.Storage;

public sealed partial class PartitionLog
{
    private const int MostEmptiedSkipped = 10_000;

    /// <summary>
    /// Data batches for a consumer: from the one that contains the offset, up to the next marker or the end of the segment, whole
    /// batches only, none that ends behind <paramref name="upToOffset"/>. Empty if there is nothing below the bound.
    /// </summary>
    /// <param name="offset">From <see cref="LogStartOffset"/> to the log end.</param>
    /// <param name="maxBytes">Most bytes, from 0.</param>
    /// <param name="upToOffset">Bound, as a rule the high watermark.</param>
    /// <param name="atLeastOneBatch">Return the first batch even if it is larger than <paramref name="maxBytes"/>.</param>
    /// <exception cref="OffsetOutOfRangeException">The offset is outside the log.</exception>
    /// <exception cref="LogDamagedException">The file does not hold what was written.</exception>
    public LogSlice Read(long offset, int maxBytes, long upToOffset, bool atLeastOneBatch) =>
        TryRead(offset, maxBytes, upToOffset, atLeastOneBatch, out LogSlice slice)
            ? slice
            : throw new OffsetOutOfRangeException(offset, LogStartOffset, End.Offset);

    /// <summary>As <see cref="Read"/>; false if the offset is outside the log.</summary>
    public bool TryRead(long offset, int maxBytes, long upToOffset, bool atLeastOneBatch, out LogSlice slice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        slice = default;
        long end = End.Offset;
        if (offset < LogStartOffset || offset > end) return false;
        long upTo = Math.Min(upToOffset, end);
        if (offset >= upTo) return true;
        Segment[] segments = _segments.All;
        if (offset < segments[0].Base.Offset) return false;
        slice = SegmentReader.Read(segments[SegmentList.IndexOf(segments, offset)], offset, maxBytes, upTo, atLeastOneBatch);
        return true;
    }

    /// <summary>
    /// Where a consumer best reads on: behind batches that compaction has emptied, since some clients take an answer without any record for a sign that their
    /// limits are too small. The offset itself where it has records, or where there are none up to the bound.
    /// </summary>
    /// <param name="offset">From <see cref="LogStartOffset"/> to the log end.</param>
    /// <param name="upToOffset">Bound, as a rule the high watermark.</param>
    public long SkipEmptied(long offset, long upToOffset)
    {
        Segment[] segments = _segments.All;
        if (offset < segments[0].Base.Offset) return offset;
        int left = MostEmptiedSkipped;
        for (int i = SegmentList.IndexOf(segments, offset); i < segments.Length && left > 0; i++)
        {
            Segment segment = segments[i];
            long from = Math.Max(offset, segment.Base.Offset);
            if (from >= upToOffset) return offset;
            if (SegmentReader.FirstWithRecords(segment, from, ref left) is long found) return found < upToOffset ? Math.Max(from, found) : offset;
        }
        return offset;
    }

    /// <summary>Where an epoch ends in this log: the answer to OffsetForLeaderEpoch.</summary>
    public EpochEnd EndOffsetForEpoch(int epoch)
    {
        LogPosition end = End;
        if (epoch < 0 || epoch > end.Epoch) return EpochEnd.Unknown;
        if (epoch == end.Epoch) return new EpochEnd(epoch, end.Offset);
        LogPosition known = Base.Position;
        if (known.Epoch > epoch) return new EpochEnd(epoch, known.Offset);
        int largest = known.Epoch > 0 ? known.Epoch : epoch;
        foreach (EpochMarker marker in Volatile.Read(ref _markers))
        {
            if (marker.Epoch > epoch) return new EpochEnd(largest, marker.Offset);
            largest = marker.Epoch;
        }
        return EpochEnd.Unknown;
    }

    /// <summary>The first record below <paramref name="upToOffset"/> whose timestamp is <paramref name="timestampMs"/> or later, exact to the record; null if there is none.</summary>
    public TimestampedOffset? FindByTimestamp(long timestampMs, long upToOffset) =>
        TimeSearch.First(_segments.All, timestampMs, LogStartOffset, Math.Min(upToOffset, End.Offset));

    /// <summary>The first of the records below <paramref name="upToOffset"/> with the largest timestamp; null if there is no record.</summary>
    public TimestampedOffset? FindLargestTimestamp(long upToOffset)
    {
        long from = LogStartOffset;
        long upTo = Math.Min(upToOffset, End.Offset);
        Segment[] segments = _segments.All;
        return TimeSearch.Largest(segments, from, upTo) is { } largest ? TimeSearch.First(segments, largest, from, upTo) : null;
    }
}
