namespace Vicinity.Feeds;

/// <summary>
/// Counts events by stretches of their own time: the history of an application that keeps no more of them than how many there were.
/// Bounded by its span; what is older is forgotten. Thread-safe.
/// </summary>
public sealed class HistoryCounts : IHistory
{
    private const long MostBuckets = 100_000;

    private readonly Lock _lock = new();
    private readonly Stretch[] _ring;
    private readonly TimeProvider _time;
    private readonly long _length, _span;

    /// <summary>An empty history.</summary>
    /// <param name="counted">What is counted, in the plural.</param>
    /// <param name="span">How far back it reaches.</param>
    /// <param name="bucket">Length of a stretch.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The stretches are shorter than a second, longer than the span, or more than 100,000.</exception>
    public HistoryCounts(string counted, TimeSpan span, TimeSpan bucket, TimeProvider? time = null)
    {
        if (bucket < TimeSpan.FromSeconds(1) || span < bucket || span.Ticks / bucket.Ticks > MostBuckets)
            throw new ArgumentException($"a history of {span} in stretches of {bucket} is not 1 to {MostBuckets} stretches of a second or more");
        Counted = counted;
        _time = time ?? TimeProvider.System;
        (_length, _span) = ((long)bucket.TotalMilliseconds, (long)span.TotalMilliseconds);
        // The first and the last stretch are kept in part only, and clocks differ, hence the spare places.
        _ring = new Stretch[span.Ticks / bucket.Ticks + 3];
    }

    /// <inheritdoc/>
    public string Counted { get; }

    /// <inheritdoc/>
    public TimeSpan Reach => TimeSpan.FromMilliseconds(_span);

    /// <summary>Counts events of a moment, unless it lies further back than the history reaches, or further ahead than a stretch.</summary>
    /// <param name="timestamp">When they happened, Unix milliseconds.</param>
    /// <param name="events">How many.</param>
    /// <returns>False when they were not counted.</returns>
    public bool Add(long timestamp, long events = 1)
    {
        long now = Now;
        if (timestamp <= now - _span || timestamp > now + _length || timestamp < 0) return false;
        long number = timestamp / _length;
        lock (_lock)
        {
            ref Stretch stretch = ref _ring[number % _ring.Length];
            if (stretch.Number != number || stretch.Count == 0) stretch = new Stretch { Number = number, First = timestamp, Last = timestamp };
            stretch.First = Math.Min(stretch.First, timestamp);
            stretch.Last = Math.Max(stretch.Last, timestamp);
            stretch.Count += events;
        }
        return true;
    }

    /// <inheritdoc/>
    public KeptHistory Read()
    {
        long oldest = (Now - _span) / _length;
        Stretch[] kept;
        lock (_lock) kept = [.. _ring.Where(s => s.Count > 0 && s.Number >= oldest)];
        Array.Sort(kept, (a, b) => a.Number.CompareTo(b.Number));
        HistoryRange? range = kept.Length == 0 ? null : new HistoryRange(kept[0].First, kept[^1].Last);
        return new KeptHistory(range, TimeSpan.FromMilliseconds(_length), [.. kept.Select(s => new HistoryBucket(s.Number * _length, s.Count))]);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private struct Stretch
    {
        public long Number, First, Last, Count;
    }
}
