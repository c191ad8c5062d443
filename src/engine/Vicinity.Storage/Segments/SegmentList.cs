namespace Vicinity.Storage;

/// <summary>
/// The segments of a log, in order: readers take the array as it is, without a lock; writers exclude each other.
/// Removed segments are closed some time later, since readers may still hold what they found in them.
/// </summary>
internal sealed class SegmentList : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(Segment Segment, long ReleasedAt)> _removed = [];
    private readonly TimeProvider _time;
    private Segment[] _all;
    private int _waiting;

    public SegmentList(Segment[] segments, TimeProvider time)
    {
        _all = segments;
        _time = time;
    }

    public Segment[] All => Volatile.Read(ref _all);

    public Segment Active => All[^1];

    /// <summary>The last segment whose base is not behind the offset; the offset must not lie before the first.</summary>
    public static int IndexOf(Segment[] segments, long offset)
    {
        int low = 0;
        int high = segments.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].Base.Offset <= offset) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /// <summary>Puts another list in place; segments that are no longer in it are closed after the grace period.</summary>
    public void Change(Func<Segment[], Segment[]> change, TimeSpan grace)
    {
        lock (_gate)
        {
            Segment[] before = _all;
            Segment[] after = change(before);
            Volatile.Write(ref _all, after);
            long now = _time.GetTimestamp();
            long release = now + (long)(grace.TotalSeconds * _time.TimestampFrequency);
            foreach (Segment segment in before)
                if (Array.IndexOf(after, segment) < 0 && !after.Any(s => ReferenceEquals(s.File, segment.File))) _removed.Add((segment, release));
            Release(now);
        }
    }

    /// <summary>Closes removed segments whose grace period is over: only then the disk has their room again.</summary>
    public void Release()
    {
        if (Volatile.Read(ref _waiting) == 0) return;
        lock (_gate) Release(_time.GetTimestamp());
    }

    private void Release(long now)
    {
        foreach ((Segment segment, long _) in _removed.Where(r => r.ReleasedAt <= now)) segment.Dispose();
        _removed.RemoveAll(r => r.ReleasedAt <= now);
        Volatile.Write(ref _waiting, _removed.Count);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Segment segment in _all) segment.Dispose();
            foreach ((Segment segment, long _) in _removed) segment.Dispose();
            _removed.Clear();
        }
    }
}
