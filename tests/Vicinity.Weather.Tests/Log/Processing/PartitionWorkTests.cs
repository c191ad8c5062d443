namespace Vicinity.Weather.Tests;

/// <summary>The chain of steps against crashes, servers that were paused, and what they send too late.</summary>
public sealed class PartitionWorkTests
{
    [Fact]
    public void Whatever_crashes_and_whoever_writes_too_late_each_reading_counts_once()
    {
        int takeovers = 0, zombies = 0;
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            var model = new PartitionModel(seed);
            model.Run(90);
            takeovers += model.Takeovers;
            zombies += model.Zombies;
            var merge = new MergeWork(model.Rules, 1, null);
            var windows = new Dictionary<(Quantity, WindowScope, string, long), Window>();
            for (int at = 0; at < model.Steps.Count; at++)
            {
                if (model.Steps[at] is { } step) merge.Take(0, at, step);
                foreach (Window window in merge.TakeComplete())
                {
                    if (windows.TryGetValue((window.Quantity, window.Scope, window.Name, window.Number), out Window? before)) window.Revision.ShouldBeGreaterThan(before.Revision, $"seed {seed}");
                    windows[(window.Quantity, window.Scope, window.Name, window.Number)] = window;
                }
            }
            Dictionary<(Quantity, WindowScope, string, long), Window> expected = DirectWindows.Of(model.Readings, model.Rules.WindowMs);
            DirectWindows.ShouldBe(windows.Values, expected, $"seed {seed}");
        }
        takeovers.ShouldBeGreaterThan(2_000);
        zombies.ShouldBeGreaterThan(100);
    }
}
