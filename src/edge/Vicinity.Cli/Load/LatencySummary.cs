namespace Vicinity.Cli;

/// <summary>Percentiles of latencies, in microseconds.</summary>
internal sealed record LatencySummary(double P50, double P90, double P99, double P999, double Largest)
{
    /// <summary>Nearest-rank percentiles of ticks of the stopwatch; null when there are none.</summary>
    public static LatencySummary? Of(long[] ticks, int count)
    {
        if (count == 0) return null;
        Array.Sort(ticks, 0, count);
        return new LatencySummary(At(0.5), At(0.9), At(0.99), At(0.999), Microseconds(ticks[count - 1]));

        double At(double share) => Microseconds(ticks[Math.Min(count - 1, (int)Math.Ceiling(share * count) - 1)]);
        static double Microseconds(long t) => t * 1e6 / System.Diagnostics.Stopwatch.Frequency;
    }
}
