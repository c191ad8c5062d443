using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>How long starts took, beside what the bare program took on this machine just before each.</summary>
internal sealed class StartTimes
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(2);

    private readonly List<TimeSpan> _starts = [];
    private readonly List<TimeSpan> _bare = [];

    /// <summary>Starts the node, after the bare program.</summary>
    public async Task StartAsync(NodeProcess node, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        using (VicinityProcess bare = VicinityProcess.Start("node", "--help")) await bare.WaitForExitAsync(TimeSpan.FromMinutes(1), cancel);
        _bare.Add(Stopwatch.GetElapsedTime(began));
        _starts.Add(await node.StartAsync(cancel));
    }

    /// <summary>Checks that the longest was within two seconds, or, where other work held up even the bare program, within four times the longest of that; writes the distribution to the test's output.</summary>
    public void ShouldBeShort()
    {
        TimeSpan[] sorted = [.. _starts.Order()];
        string text = $"{sorted.Length} starts to the first answer: shortest {sorted[0].TotalMilliseconds:F0} ms, median {sorted[sorted.Length / 2].TotalMilliseconds:F0} ms, longest {sorted[^1].TotalMilliseconds:F0} ms; "
            + $"the bare program {_bare.Min().TotalMilliseconds:F0} to {_bare.Max().TotalMilliseconds:F0} ms";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        TimeSpan bound = 4 * _bare.Max() > s_bound ? 4 * _bare.Max() : s_bound;
        sorted[^1].ShouldBeLessThan(bound, text);
    }
}
