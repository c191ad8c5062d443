namespace Vicinity.Storage;

/// <summary>
/// Every so many bytes of a segment one batch, with its offset and what times came before it: one index for offsets, positions
/// and times, since all three only grow. One writer adds; readers on other threads see what was there when they looked.
/// </summary>
internal sealed class SparseIndex
{
    private IndexEntry[] _entries;
    private int _count;

    public SparseIndex(IndexEntry[] entries)
    {
        _entries = entries;
        _count = entries.Length;
    }

    /// <summary>Entries, in order.</summary>
    public ReadOnlySpan<IndexEntry> Entries
    {
        get
        {
            int count = Volatile.Read(ref _count);
            return Volatile.Read(ref _entries).AsSpan(0, count);
        }
    }

    public void Add(in IndexEntry entry)
    {
        if (_count == _entries.Length)
        {
            var larger = new IndexEntry[Math.Max(16, _count * 2)];
            _entries.CopyTo(larger, 0);
            Volatile.Write(ref _entries, larger);
        }
        _entries[_count] = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Only every <paramref name="step"/>-th entry, the first always.</summary>
    public SparseIndex Thinned(int step)
    {
        ReadOnlySpan<IndexEntry> all = Entries;
        var kept = new IndexEntry[(all.Length + step - 1) / step];
        for (int i = 0; i < kept.Length; i++) kept[i] = all[i * step];
        return new SparseIndex(kept);
    }

    /// <summary>Only the entries whose batch begins before <paramref name="position"/>.</summary>
    public SparseIndex Before(long position)
    {
        ReadOnlySpan<IndexEntry> all = Entries;
        return new SparseIndex(all[..Count(all, long.MaxValue, position - 1, null)].ToArray());
    }

    /// <summary>The last entry that lies at or before both an offset and a position, or null.</summary>
    public IndexEntry? AtOrBefore(long offset, long position) => Last(offset, position, null);

    /// <summary>The last entry before which no batch has a timestamp of <paramref name="timestampMs"/> or more, or null.</summary>
    public IndexEntry? BeforeTime(long timestampMs) => Last(long.MaxValue, long.MaxValue, timestampMs);

    private IndexEntry? Last(long offset, long position, long? beforeTime)
    {
        ReadOnlySpan<IndexEntry> entries = Entries;
        int count = Count(entries, offset, position, beforeTime);
        return count == 0 ? null : entries[count - 1];
    }

    /// <summary>How many of the entries are within all bounds; since every column only grows, those that are come first.</summary>
    private static int Count(ReadOnlySpan<IndexEntry> entries, long offset, long position, long? beforeTime)
    {
        int low = 0;
        int high = entries.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ref readonly IndexEntry entry = ref entries[middle];
            bool within = entry.Offset <= offset && entry.Position <= position && (beforeTime is not { } time || entry.MaxTimestampBefore < time);
            if (within) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
