namespace Vicinity.System.Tests;

/// <summary>How long starts took, beside what the bare program takes on this machine at this moment.</summary>
internal sealed class StartTimes
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(2);

    private readonly List<TimeSpan> _starts = [];

    public void Add(TimeSpan start) => _starts.Add(start);

    /// <summary>Checks that all were within two seconds, or, where other work holds up even the bare program, within four times what that takes; writes the distribution to the test's output.</summary>
    public async Task ShouldBeShortAsync(CancellationToken cancel)
    {
        long began = global::System.Diagnostics.Stopwatch.GetTimestamp();
        using (VicinityProcess bare = VicinityProcess.Start("node", "--help")) await bare.WaitForExitAsync(TimeSpan.FromMinutes(1), cancel);
        TimeSpan bareTime = global::System.Diagnostics.Stopwatch.GetElapsedTime(began);
        TimeSpan[] sorted = [.. _starts.Order()];
        string text = $"{sorted.Length} starts to the first answer: shortest {sorted[0].TotalMilliseconds:F0} ms, median {sorted[sorted.Length / 2].TotalMilliseconds:F0} ms, longest {sorted[^1].TotalMilliseconds:F0} ms; "
            + $"the bare program {bareTime.TotalMilliseconds:F0} ms";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        TimeSpan bound = 4 * bareTime > s_bound ? 4 * bareTime : s_bound;
        sorted[^1].ShouldBeLessThan(bound, text);
    }
}
