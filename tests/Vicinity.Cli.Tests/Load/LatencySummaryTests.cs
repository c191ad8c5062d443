using System.Diagnostics;

namespace Vicinity.Cli.Tests;

public sealed class LatencySummaryTests
{
    [Fact]
    public void Percentiles_are_by_nearest_rank()
    {
        long microsecond = Stopwatch.Frequency / 1_000_000;
        long[] ticks = [.. Enumerable.Range(1, 1000).Reverse().Select(i => i * microsecond)];
        LatencySummary summary = LatencySummary.Of(ticks, ticks.Length)!;
        summary.ShouldBe(new LatencySummary(500, 900, 990, 999, 1000));
        LatencySummary.Of([], 0).ShouldBeNull();
    }
}
