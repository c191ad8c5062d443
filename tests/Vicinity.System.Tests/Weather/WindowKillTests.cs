using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Model;
using Vicinity.Weather;

namespace Vicinity.System.Tests;

/// <summary>What puts readings into windows, as processes that are killed at random points while sensors go on.</summary>
public sealed class WindowKillTests
{
    private const int Sensors = 12;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task Servers_are_killed_at_random_points_and_each_acknowledged_reading_is_in_exactly_one_window()
    {
        int kills = LongTests.AreWanted ? 50 : 5;
        using var node = new NodeProcess();
        await node.StartAsync(Cancel);
        WeatherOptions options = new() { BootstrapServers = node.Address, Partitions = 3, WindowMs = 1_000 };
        using var one = new WeatherServerProcess(node.Address);
        using var other = new WeatherServerProcess(node.Address);
        one.Start();
        other.Start();
        var acknowledged = new ConcurrentQueue<Reading>();
        var windows = new ConcurrentQueue<Window>();
        using var enough = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        Task following = FollowAsync(options, windows, end.Token);
        Task[] sensors = [.. Enumerable.Range(0, Sensors).Select(s => MeasureAsync(options, s, acknowledged, enough.Token))];
        await UntilAsync(() => !windows.IsEmpty, () => $"windows come: {one.Output}{other.Output}");

        var prng = new Prng(41);
        for (int i = 0; i < kills; i++)
        {
            WeatherServerProcess killed = i % 3 == 2 ? other : one;
            // Windows come again: the servers work on all partitions when one of them is killed.
            int come = windows.Count;
            await UntilAsync(() => windows.Count > come, () => $"windows come after {i} kills: {one.Output}{other.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(prng.Next(1_500)), Cancel);
            killed.Kill();
            killed.Start();
        }
        await enough.CancelAsync();
        await Task.WhenAll(sensors);

        Dictionary<(Quantity, WindowScope, string, long), Window> expected = DirectWindows.Of(acknowledged, options.WindowMs);
        long all = expected.Values.Sum(w => w.Count);
        await UntilAsync(() => Last(windows).Sum(w => w.Count) >= all, () => $"all of the {all} values are in windows, {Last(windows).Sum(w => w.Count)} are: {one.Output}{other.Output}");
        await end.CancelAsync();
        await following;
        acknowledged.Count.ShouldBeGreaterThan(Sensors * kills);
        DirectWindows.ShouldBe(windows, expected, "after the kills");
        windows.GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number, w.Revision)).Where(g => g.Count() > 1).ShouldBeEmpty("a revision was sent twice");
    }

    private static IEnumerable<Window> Last(IEnumerable<Window> windows) => windows.Where(w => w.Count > 0).GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number)).Select(g => g.MaxBy(w => w.Revision)!);

    private static async Task FollowAsync(WeatherOptions options, ConcurrentQueue<Window> windows, CancellationToken cancel)
    {
        await using var feed = new LogWindowFeed(options, NullLogger<LogWindowFeed>.Instance);
        await feed.RunAsync(
            "", (some, _, _) =>
            {
                foreach (Window window in some) windows.Enqueue(window);
                return Task.CompletedTask;
            },
            cancel);
    }

    /// <summary>A sensor that sends each reading until it is acknowledged, some of them twice, and some late.</summary>
    private static async Task MeasureAsync(WeatherOptions options, int sensor, ConcurrentQueue<Reading> acknowledged, CancellationToken cancel)
    {
        await using var writer = new ReadingWriter(options, NullLogger<ReadingWriter>.Instance);
        var prng = new Prng((ulong)sensor + 1);
        for (long number = 0; !cancel.IsCancellationRequested; number++)
        {
            long time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (prng.Next(6) == 0 ? prng.Next(4_000) : 0);
            var kind = (ReadingKind)(1 + sensor % 3);
            var reading = new Reading($"sensor-{sensor}", number, kind, time, kind == ReadingKind.Pollution ? 300 + prng.Next(300) : prng.Next(400) / 10.0, kind == ReadingKind.Pollution ? 0 : prng.Next(900) / 10.0, sensor % 2 == 0 ? "north" : "");
            await writer.SendAsync([reading], Cancel);
            acknowledged.Enqueue(reading);
            if (prng.Next(5) == 0) await writer.SendAsync([reading], Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(10 + prng.Next(40)), Cancel);
        }
    }

    private static async Task UntilAsync(Func<bool> holds, Func<string> what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"not within {s_patience}: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancel);
        }
    }
}
