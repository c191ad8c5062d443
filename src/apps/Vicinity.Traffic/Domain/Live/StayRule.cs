namespace Vicinity.Traffic;

/// <summary>How long a vehicle stays on the map after its last report. Pure.</summary>
internal sealed class StayRule(LiveViewOptions options)
{
    // The interval grows at once with a longer pause and shrinks slowly, so that one quick report does not cut a slow reporter's stay.
    private const float Shrink = 0.7f;

    // Less than this between two reports is no rhythm: several positions of one moment, or the same one again.
    private const float ShortestInterval = 0.5f;

    private readonly double _shortest = options.ShortestStay.TotalMilliseconds;

    /// <summary>Longest stay in milliseconds.</summary>
    public long Longest { get; } = (long)options.Stale.TotalMilliseconds;

    /// <summary>The interval between reports after a further one.</summary>
    public static float IntervalAfter(in Fix before, long timestamp)
    {
        float gap = (timestamp - before.Timestamp) / 1000f;
        if (gap < ShortestInterval) return before.Interval;
        if (float.IsNaN(before.Interval)) return gap;
        return Math.Max(gap, before.Interval * Shrink);
    }

    /// <summary>True when the vehicle is still there at a moment that is not before its position.</summary>
    public bool IsThere(in Fix fix, long at)
    {
        long age = at - fix.Timestamp;
        if (age >= Longest) return false;
        return options.SilentIntervals <= 0 || float.IsNaN(fix.Interval) || age <= Math.Max(_shortest, fix.Interval * 1000.0 * options.SilentIntervals);
    }
}
