using System.Buffers;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Finds records by their timestamps: the index leads to the batch, the batch's records give the exact one. Has no state.</summary>
internal static class TimeSearch
{
    /// <summary>The first record from one offset up to another whose timestamp is not before the given one.</summary>
    public static TimestampedOffset? First(Segment[] segments, long timestampMs, long from, long upTo)
    {
        for (int i = SegmentList.IndexOf(segments, from); i < segments.Length && segments[i].Base.Offset < upTo; i++)
        {
            Segment segment = segments[i];
            long length = segment.Length;
            if (segment.MaxTimestamp < timestampMs) continue;
            if (FirstIn(segment, length, timestampMs, from, upTo) is { } found) return found;
        }
        return null;
    }

    /// <summary>The largest timestamp that a batch from one offset up to another claims; null if there is no batch.</summary>
    public static long? Largest(Segment[] segments, long from, long upTo)
    {
        long largest = long.MinValue;
        for (int i = SegmentList.IndexOf(segments, from); i < segments.Length && segments[i].Base.Offset < upTo; i++)
        {
            Segment segment = segments[i];
            long length = segment.Length;
            largest = Math.Max(largest, segment.Base.Offset >= from && segment.EndOffset <= upTo ? segment.MaxTimestamp : LargestIn(segment, length, from, upTo));
        }
        return largest == long.MinValue ? null : largest;
    }

    private static TimestampedOffset? FirstIn(Segment segment, long length, long timestampMs, long from, long upTo)
    {
        SparseIndex index = segment.Index;
        long start = Math.Max(index.BeforeTime(timestampMs)?.Position ?? 0, index.AtOrBefore(from, long.MaxValue)?.Position ?? segment.BaseBytes);
        var cursor = new EntryCursor(segment, stackalloc byte[EntryCursor.WindowBytes], start, length);
        for (; cursor.Read() && cursor.Header.BaseOffset < upTo; cursor.Skip())
        {
            if (cursor.Header.IsWidthZero() || cursor.Header.MaxTimestamp < timestampMs || cursor.Header.NextOffset <= from) continue;
            if (FirstIn(segment.File, cursor.Position, cursor.Header.SizeInBytes, timestampMs, from, upTo) is { } found) return found;
        }
        return null;
    }

    private static TimestampedOffset? FirstIn(IFile file, long position, int bytes, long timestampMs, long from, long upTo)
    {
        byte[] batch = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            if (file.Read(batch.AsSpan(0, bytes), position) != bytes) throw new LogDamagedException(file.Path, position, "the file ends inside a batch");
            using var records = new RecordReader(batch.AsSpan(0, bytes));
            while (records.MoveNext())
            {
                Record record = records.Current;
                if (record.Timestamp >= timestampMs && record.Offset >= from && record.Offset < upTo) return new TimestampedOffset(record.Offset, record.Timestamp);
            }
            return null;
        }
        catch (RecordFormatException)
        {
            // Records that cannot be read have no time either; the search goes on behind them.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }

    private static long LargestIn(Segment segment, long length, long from, long upTo)
    {
        IndexEntry? anchor = segment.Base.Offset >= from ? segment.Index.AtOrBefore(upTo, length - 1) : segment.Index.AtOrBefore(from, length - 1);
        long largest = segment.Base.Offset >= from && anchor is { } reached ? reached.MaxTimestampBefore : long.MinValue;
        var cursor = new EntryCursor(segment, stackalloc byte[EntryCursor.WindowBytes], anchor?.Position ?? segment.BaseBytes, length);
        for (; cursor.Read() && cursor.Header.BaseOffset < upTo; cursor.Skip())
            if (!cursor.Header.IsWidthZero() && cursor.Header.NextOffset > from) largest = Math.Max(largest, cursor.Header.MaxTimestamp);
        return largest;
    }
}
