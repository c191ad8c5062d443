namespace Vicinity.Storage;

/// <summary>Finds runs of data batches in one segment. Has no state; safe beside the segment's writer.</summary>
internal static class SegmentReader
{
    /// <summary>
    /// The batches from the one that contains <paramref name="offset"/> to the next marker, as many whole ones as end at or before
    /// <paramref name="upToOffset"/> and fit into <paramref name="maxBytes"/>. The offset must lie in the segment and below the bound.
    /// </summary>
    public static LogSlice Read(Segment segment, long offset, int maxBytes, long upToOffset, bool atLeastOneBatch)
    {
        long length = segment.Length;
        Span<byte> window = stackalloc byte[EntryCursor.WindowBytes];
        SparseIndex index = segment.Index;
        var cursor = new EntryCursor(segment, window, index.AtOrBefore(offset, length - 1)?.Position ?? segment.BaseBytes, length);
        while (true)
        {
            if (!cursor.Read()) return default;
            if (!cursor.Header.IsWidthZero() && cursor.Header.NextOffset > offset) break;
            cursor.Skip();
        }

        long start = cursor.Position;
        if (cursor.Header.NextOffset > upToOffset) return default;
        if (cursor.Header.SizeInBytes > maxBytes) return atLeastOneBatch ? new LogSlice(segment.File, start, cursor.Header.SizeInBytes) : default;

        (long limit, long limitOffset) = NextMarkerOrEnd(segment, cursor.Header.NextOffset, length);
        long byBytes = start + maxBytes;
        if (limit <= byBytes && limitOffset <= upToOffset) return new LogSlice(segment.File, start, (int)(limit - start));

        long end = start + cursor.Header.SizeInBytes;
        if (index.AtOrBefore(upToOffset, Math.Min(byBytes, limit)) is { } anchor && anchor.Position > end)
        {
            end = anchor.Position;
            cursor = new EntryCursor(segment, window, end, limit);
        }
        else
        {
            cursor.Skip();
        }
        while (end < limit && cursor.Read() && end + cursor.Header.SizeInBytes <= byBytes && cursor.Header.NextOffset <= upToOffset)
        {
            cursor.Skip();
            end = cursor.Position;
        }
        return new LogSlice(segment.File, start, (int)(end - start));
    }

    /// <summary>Offset at which the first batch with records begins that ends behind an offset of the segment; null when there is none, or when more than <paramref name="left"/> empty ones come first.</summary>
    public static long? FirstWithRecords(Segment segment, long offset, ref int left)
    {
        long length = segment.Length;
        Span<byte> window = stackalloc byte[EntryCursor.WindowBytes];
        var cursor = new EntryCursor(segment, window, segment.Index.AtOrBefore(offset, length - 1)?.Position ?? segment.BaseBytes, length);
        for (; left > 0 && cursor.Read(); cursor.Skip())
        {
            if (cursor.Header.IsWidthZero() || cursor.Header.NextOffset <= offset) continue;
            if (cursor.Header.RecordCount > 0) return cursor.Header.BaseOffset;
            left--;
        }
        return null;
    }

    /// <summary>Where a run that begins before <paramref name="offset"/> must end, and the log's offset there.</summary>
    private static (long Position, long Offset) NextMarkerOrEnd(Segment segment, long offset, long length)
    {
        MarkerPlace[] markers = segment.Markers;
        int low = 0;
        int high = markers.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (markers[middle].Marker.Offset >= offset) high = middle;
            else low = middle + 1;
        }
        return low < markers.Length && markers[low].Position < length
            ? (markers[low].Position, markers[low].Marker.Offset)
            : (length, segment.EndOffset);
    }
}
