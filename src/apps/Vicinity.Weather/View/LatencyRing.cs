namespace Vicinity.Weather;

/// <summary>The latest latencies. One thread at a time.</summary>
internal sealed class LatencyRing
{
    private readonly long[] _ring = new long[1_024];
    private long _count;

    /// <summary>Adds one, in milliseconds; one below 0 is that of a clock ahead, and counts as 0.</summary>
    public void Add(long milliseconds) => _ring[_count++ % _ring.Length] = Math.Max(0, milliseconds);

    /// <summary>What they were; null when there are none.</summary>
    public LatencySummary? Summary()
    {
        int count = (int)Math.Min(_count, _ring.Length);
        if (count == 0) return null;
        long[] sorted = _ring[..count];
        Array.Sort(sorted);
        return new LatencySummary(sorted[count / 2], sorted[Math.Min(count - 1, count * 99 / 100)], sorted[^1], count);
    }
}
