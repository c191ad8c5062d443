using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Tests;

/// <summary>The log transport on a real node: servers, proxies, and a terminal that collects windows.</summary>
internal sealed class RunningWeather : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly List<BackgroundService> _services = [];
    private readonly ConcurrentQueue<Window> _windows = new();
    private readonly CancellationTokenSource _end = new();
    private readonly LogWindowFeed _feed;
    private readonly Task _following;

    private RunningWeather(TestNode node, WeatherOptions options)
    {
        Node = node;
        Options = options with { BootstrapServers = node.Address };
        Writer = new ReadingWriter(Options, NullLogger<ReadingWriter>.Instance);
        _feed = new LogWindowFeed(Options, NullLogger<LogWindowFeed>.Instance);
        _following = _feed.RunAsync("", (windows, position, _) =>
        {
            foreach (Window window in windows) _windows.Enqueue(window);
            Position = position;
            return Task.CompletedTask;
        }, _end.Token);
    }

    public TestNode Node { get; }

    public WeatherOptions Options { get; }

    public ReadingWriter Writer { get; }

    /// <summary>All windows that came, in order.</summary>
    public IReadOnlyCollection<Window> Windows => _windows;

    public long Ignored => _feed.Ignored;

    public string Position { get; private set; } = "";

    public static WeatherOptions Quick { get; } = new() { Partitions = 3, WindowMs = 1_000, LatenessMs = 200, IdleMs = 400, StepMs = 20, CheckpointMs = 200 };

    public static RunningWeather StartNew(WeatherOptions? options = null) => new(TestNode.StartNew(), options ?? Quick);

    public async Task<WindowProcessor> StartProcessorAsync()
    {
        var processor = new WindowProcessor(Options, NullLogger<WindowProcessor>.Instance);
        _services.Add(processor);
        await processor.StartAsync(CancellationToken.None);
        return processor;
    }

    public async Task<WindowMerger> StartMergerAsync()
    {
        var merger = new WindowMerger(Options, NullLogger<WindowMerger>.Instance);
        _services.Add(merger);
        await merger.StartAsync(CancellationToken.None);
        return merger;
    }

    public async Task StopAsync(BackgroundService service)
    {
        _services.Remove(service);
        await service.StopAsync(CancellationToken.None);
        service.Dispose();
    }

    /// <summary>Writes readings, many of a sensor at a time, and waits until they are stored.</summary>
    public async Task WriteAsync(IEnumerable<Reading> readings, int atOnce = 7)
    {
        foreach (IGrouping<string, Reading> sensor in readings.GroupBy(r => r.Sensor))
        {
            foreach (Reading[] some in sensor.Chunk(atOnce))
            {
                SendOutcome outcome = await Writer.SendAsync(some, TestContext.Current.CancellationToken);
                outcome.Taken.ShouldBe(some.Length);
                outcome.Refused.ShouldBeEmpty();
            }
        }
    }

    /// <summary>Waits until the terminal has the windows of a direct computation, and nothing else.</summary>
    public async Task ShouldBecomeAsync(IEnumerable<Reading> readings)
    {
        var expected = DirectWindows.Of(readings, Options.WindowMs);
        long all = expected.Values.Sum(w => w.Count);
        await UntilAsync(
            () => _windows.Where(w => w.Count > 0).GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number)).Sum(g => g.MaxBy(w => w.Revision)!.Count) >= all,
            () => $"all windows; there are {_windows.Where(w => w.Count > 0).GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number)).Sum(g => g.MaxBy(w => w.Revision)!.Count)} of {all} readings in them");
        DirectWindows.ShouldBe(_windows, expected, "at the terminal");
        _windows.GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number, w.Revision)).Where(g => g.Count() > 1).ShouldBeEmpty("a revision came twice");
    }

    /// <summary>Looks again until something holds, with a bound.</summary>
    public static async Task UntilAsync(Func<bool> holds, Func<string> what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"not within {s_patience}: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BackgroundService service in _services.ToList()) await StopAsync(service);
        await _end.CancelAsync();
        await _following;
        await _feed.DisposeAsync();
        await Writer.DisposeAsync();
        _end.Dispose();
        await Node.DisposeAsync();
    }
}
