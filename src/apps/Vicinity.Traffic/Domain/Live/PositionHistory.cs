using System.Runtime.InteropServices;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>
/// The positions of the last hour or so, in stretches of equal length, so that the state at any kept moment is found by looking at
/// a few stretches only, and the oldest one is dropped at once. Bounded in time and in number. Not thread-safe.
/// </summary>
public sealed class PositionHistory
{
    private readonly VehicleTable _vehicles;
    private readonly PositionStretch?[] _ring;
    private readonly Stack<Fix[]> _spare = new();
    private readonly long _maxPositions;
    private int[] _scratch = [];
    private long[] _seen = [];
    private long _query;

    /// <summary>An empty history.</summary>
    /// <param name="vehicles">Is told which numbers are in use.</param>
    /// <param name="span">How far back it reaches.</param>
    /// <param name="bucket">Length of a stretch.</param>
    /// <param name="ahead">How far ahead of the present positions may be.</param>
    /// <param name="maxPositions">Most positions; the oldest stretch goes when they are exceeded.</param>
    public PositionHistory(VehicleTable vehicles, TimeSpan span, TimeSpan bucket, TimeSpan ahead, long maxPositions)
    {
        if (bucket < TimeSpan.FromSeconds(1) || span < bucket || span.Ticks / bucket.Ticks > 100_000)
            throw new ArgumentException($"a history of {span} in stretches of {bucket} is not 1 to 100000 stretches of a second or more");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPositions);
        _vehicles = vehicles;
        _maxPositions = maxPositions;
        BucketMilliseconds = (long)bucket.TotalMilliseconds;
        SpanMilliseconds = (long)span.TotalMilliseconds;
        // The first and the last stretch are kept in part only, hence the spare places.
        _ring = new PositionStretch?[(span.Ticks + ahead.Ticks) / bucket.Ticks + 3];
    }

    /// <summary>Length of a stretch.</summary>
    public long BucketMilliseconds { get; }

    /// <summary>How far back the history reaches.</summary>
    public long SpanMilliseconds { get; }

    /// <summary>Positions that are kept.</summary>
    public long Count { get; private set; }

    /// <summary>Positions that were not kept because one stretch alone was full.</summary>
    public long Omitted { get; private set; }

    /// <summary>Keeps a position, unless it is older than the history reaches.</summary>
    /// <returns>False when it was not kept.</returns>
    public bool Add(in Fix fix, long now)
    {
        long number = fix.Timestamp / BucketMilliseconds;
        if (fix.Timestamp <= now - SpanMilliseconds) return false;
        ref PositionStretch? place = ref _ring[number % _ring.Length];
        if (place is null || place.Number != number)
        {
            if (place is not null)
            {
                if (place.Number > number) return false;
                Drop(ref place);
            }
            place = new PositionStretch(number, _spare);
        }
        if (Count >= _maxPositions && !DropOldestBefore(number))
        {
            Omitted++;
            return false;
        }
        place.Add(fix);
        _vehicles.Use(fix.Vehicle);
        Count++;
        return true;
    }

    /// <summary>Drops what is older than the history reaches.</summary>
    public void Expire(long now)
    {
        long oldest = (now - SpanMilliseconds) / BucketMilliseconds;
        foreach (ref PositionStretch? bucket in _ring.AsSpan())
            if (bucket is not null && bucket.Number < oldest) Drop(ref bucket);
    }

    /// <summary>
    /// The state at a moment: of each vehicle the latest position that is not after <paramref name="at"/> and not older than
    /// <paramref name="stale"/> milliseconds then.
    /// </summary>
    public void StateAt(long at, long stale, List<Fix> into)
    {
        if (_scratch.Length < _vehicles.Top)
        {
            _scratch = new int[Math.Max(256, _vehicles.Top * 2)];
            _seen = new long[_scratch.Length];
        }
        long query = ++_query;
        long first = (at - stale) / BucketMilliseconds, last = at / BucketMilliseconds;
        first = Math.Max(first, last - _ring.Length + 1);
        for (long number = last; number >= first && number >= 0; number--)
        {
            if (_ring[number % _ring.Length] is not { } bucket || bucket.Number != number) continue;
            int from = into.Count;
            if ((number + 1) * BucketMilliseconds - 1 <= at) Collect(bucket, at - stale, query, into);
            else CollectUpTo(bucket, at, at - stale, query, into);
            foreach (ref readonly Fix fix in CollectionsMarshal.AsSpan(into)[from..])
                _seen[fix.Vehicle] = query;
        }
    }

    /// <summary>Calls <paramref name="each"/> with every run of positions that may hold some of (from, to]; the receiver tests each one's time.</summary>
    public void Scan(long from, long to, Action<ReadOnlySpan<Fix>> each)
    {
        for (long number = Math.Max(from / BucketMilliseconds, to / BucketMilliseconds - _ring.Length + 1); number <= to / BucketMilliseconds; number++)
        {
            if (number < 0 || _ring[number % _ring.Length] is not { } bucket || bucket.Number != number) continue;
            for (int run = 0; run < bucket.Runs; run++) each(bucket.Run(run));
        }
    }

    /// <summary>Each kept stretch with its number of positions, oldest first.</summary>
    public IReadOnlyList<HistoryBucket> Buckets =>
        [.. _ring.Where(b => b is { Count: > 0 }).OrderBy(b => b!.Number).Select(b => new HistoryBucket(b!.Number * BucketMilliseconds, b.Count))];

    /// <summary>Times of the oldest and the latest kept position; null when there is none.</summary>
    public HistoryRange? Range
    {
        get
        {
            PositionStretch? first = null, last = null;
            foreach (PositionStretch? bucket in _ring)
            {
                if (bucket is not { Count: > 0 }) continue;
                if (first is null || bucket.Number < first.Number) first = bucket;
                if (last is null || bucket.Number > last.Number) last = bucket;
            }
            if (first is null || last is null) return null;
            long start = long.MaxValue, end = long.MinValue;
            for (int i = 0; i < first.Count; i++) start = Math.Min(start, first[i].Timestamp);
            for (int i = 0; i < last.Count; i++) end = Math.Max(end, last[i].Timestamp);
            return new HistoryRange(start, end);
        }
    }

    private void Collect(PositionStretch bucket, long after, long query, List<Fix> into)
    {
        foreach (int row in bucket.LastRows(_scratch))
            if (bucket[row].Timestamp > after && _seen[bucket[row].Vehicle] != query) into.Add(bucket[row]);
    }

    private void CollectUpTo(PositionStretch bucket, long at, long after, long query, List<Fix> into)
    {
        for (int i = 0; i < bucket.Count; i++) _scratch[bucket[i].Vehicle] = -1;
        for (int i = 0; i < bucket.Count; i++)
        {
            ref readonly Fix row = ref bucket[i];
            if (row.Timestamp > at || row.Timestamp <= after) continue;
            ref int best = ref _scratch[row.Vehicle];
            if (best < 0 || row.Timestamp >= bucket[best].Timestamp) best = i;
        }
        for (int i = 0; i < bucket.Count; i++)
            if (_scratch[bucket[i].Vehicle] == i && _seen[bucket[i].Vehicle] != query) into.Add(bucket[i]);
    }

    private bool DropOldestBefore(long number)
    {
        int oldest = -1;
        for (int i = 0; i < _ring.Length; i++)
        {
            if (_ring[i] is { Count: > 0 } bucket && bucket.Number < number && (oldest < 0 || bucket.Number < _ring[oldest]!.Number))
                oldest = i;
        }
        if (oldest < 0) return false;
        Drop(ref _ring[oldest]);
        return true;
    }

    private void Drop(ref PositionStretch? bucket)
    {
        for (int i = 0; i < bucket!.Count; i++) _vehicles.Release(bucket[i].Vehicle);
        Count -= bucket.Count;
        bucket.Release();
        bucket = null;
    }
}
