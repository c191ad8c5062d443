using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>How long starts took, each beside what the bare program took on this machine just before.</summary>
internal sealed class StartTimes
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(2);

    private readonly List<(TimeSpan Start, TimeSpan Bare)> _starts = [];

    /// <summary>Starts the node, after the bare program.</summary>
    public async Task StartAsync(NodeProcess node, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        using (VicinityProcess bare = VicinityProcess.Start("node", "--help")) await bare.WaitForExitAsync(TimeSpan.FromMinutes(1), cancel);
        TimeSpan bareTime = Stopwatch.GetElapsedTime(began);
        _starts.Add((await node.StartAsync(cancel), bareTime));
    }

    /// <summary>Checks that each was within two seconds, or, where other work holds up even the bare program, within four times what that takes; writes the distribution to the test's output.</summary>
    public void ShouldBeShort()
    {
        TimeSpan[] sorted = [.. _starts.Select(s => s.Start).Order()];
        string text = $"{sorted.Length} starts to the first answer: shortest {sorted[0].TotalMilliseconds:F0} ms, median {sorted[sorted.Length / 2].TotalMilliseconds:F0} ms, longest {sorted[^1].TotalMilliseconds:F0} ms; "
            + $"the bare program {_starts.Min(s => s.Bare).TotalMilliseconds:F0} to {_starts.Max(s => s.Bare).TotalMilliseconds:F0} ms";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        foreach ((TimeSpan start, TimeSpan bare) in _starts) start.ShouldBeLessThan(4 * bare > s_bound ? 4 * bare : s_bound, text);
    }
}
