using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Model;
using Vicinity.Weather;
using Vicinity.Weather.Grpc;
using Vicinity.Weather.RabbitMq;

namespace Vicinity.Cli;

/// <summary>
/// Measures one way to carry readings and windows: starts every component twice as a process, with what they need, sends readings from this process and takes windows as a terminal does; then kills one component after the
/// other while readings go on.
/// </summary>
/// <param name="transport">What carries the messages.</param>
/// <param name="folder">Where data and logs go.</param>
/// <param name="progress">Is told what is measured.</param>
internal sealed class TransportTrials(string transport, string folder, Action<string> progress)
{
    private const int WindowMs = 1_000;
    private const int LatenessMs = 500;
    private const int Senders = 8;
    private const int Batch = 100;
    private const int Single = 300;
    private const int PaceMs = 20;

    private static readonly TimeSpan s_throughput = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_down = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<long> _atTerminal = [];
    private long _numbers, _failed, _longest, _windowGap, _windowAt;

    /// <summary>Measures.</summary>
    /// <exception cref="UsageException">A server is missing or does not start.</exception>
    public async Task<TransportFigures> MeasureAsync(CancellationToken cancel)
    {
        var plan = new DemoPlan { Transport = transport, Folder = folder, Sensors = 0, WindowMs = WindowMs, LatenessMs = LatenessMs };
        await using WeatherDemo demo = await WeatherDemo.StartAsync(plan, text => progress($"{transport}: {text}"), cancel).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using IWindowFeed feed = Feed(demo.Plan);
        Task following = feed.RunAsync("", TakeAsync, end.Token);
        IReadingSink[] sinks = [.. Enumerable.Range(0, Senders).Select(_ => Sink(demo.Plan))];
        try
        {
            // Until the first windows come, components still start.
            using (var warm = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            {
                Task warming = SteadyAsync(sinks, warm.Token);
                await UntilAsync(() => Windows > 3, "windows come", cancel).ConfigureAwait(false);
                await warm.CancelAsync().ConfigureAwait(false);
                await warming.ConfigureAwait(false);
            }
            progress($"{transport}: latency");
            LatencySummary one = await OneByOneAsync(sinks[0], cancel).ConfigureAwait(false);
            progress($"{transport}: throughput");
            double perSecond = await TogetherAsync(sinks, cancel).ConfigureAwait(false);
            using var steady = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task sending = SteadyAsync(sinks, steady.Token);
            // What waits in queues after the throughput is worked off.
            await FreshAsync(cancel).ConfigureAwait(false);
            lock (_gate) _atTerminal.Clear();
            await Task.Delay(s_after * 2, cancel).ConfigureAwait(false);
            long[] latencies;
            lock (_gate) latencies = [.. _atTerminal];
            LatencySummary atTerminal = LatencySummary.Of(latencies, latencies.Length)!;
            List<TransportFigures.Crash> crashes = [];
            foreach ((string component, Action kill, Func<Task> start) in Crashable(demo, cancel))
            {
                progress($"{transport}: {component} is killed");
                crashes.Add(await CrashAsync(component, kill, start, cancel).ConfigureAwait(false));
            }
            await steady.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
            return new TransportFigures(transport, perSecond, one, atTerminal, crashes);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (IReadingSink sink in sinks) await sink.DisposeAsync().ConfigureAwait(false);
        }
    }

    private long Windows
    {
        get
        {
            lock (_gate) return _atTerminal.Count;
        }
    }

    private static RabbitSettings Rabbit(DemoPlan plan) => new() { Addresses = new Uri(plan.Rabbit).Authority };

    private static WeatherOptions Log(DemoPlan plan) => new() { BootstrapServers = plan.Log, WindowMs = WindowMs, LatenessMs = LatenessMs };

    private static IReadingSink Sink(DemoPlan plan) => plan.Transport switch
    {
        TransportOptions.Grpc => new GrpcReadingSink(new GrpcSensorOptions { Balancers = plan.Balancers }),
        TransportOptions.RabbitMq => new RabbitReadingSink(Rabbit(plan), TimeProvider.System),
        _ => new ReadingWriter(Log(plan), NullLogger<ReadingWriter>.Instance),
    };

    private static IWindowFeed Feed(DemoPlan plan) => plan.Transport switch
    {
        TransportOptions.Grpc => new GrpcWindowFeed(new GrpcTerminalOptions { Name = "bench", Proxies = plan.Proxies, Streams = true }, NullLoggerFactory.Instance),
        TransportOptions.RabbitMq => new RabbitWindowFeed(Rabbit(plan), "bench", TimeProvider.System),
        _ => new LogWindowFeed(Log(plan), NullLogger<LogWindowFeed>.Instance),
    };

    private Reading Next(int sender) =>
        new($"bench-{sender}", Interlocked.Increment(ref _numbers), ReadingKind.Air, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 20, 40, "hall");

    private Task TakeAsync(IReadOnlyList<Window> windows, string position, CancellationToken cancel)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), ticks = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            foreach (Window window in windows)
            {
                if (window is not { Scope: WindowScope.All, Quantity: Quantity.Wellness, Revision: 0, Count: > 0 }) continue;
                _atTerminal.Add(Math.Max(0, now - window.End - LatenessMs) * Stopwatch.Frequency / 1000);
                if (_windowAt != 0) _windowGap = Math.Max(_windowGap, ticks - _windowAt);
                _windowAt = ticks;
            }
        }
        return Task.CompletedTask;
    }

    private async Task<LatencySummary> OneByOneAsync(IReadingSink sink, CancellationToken cancel)
    {
        var ticks = new long[Single];
        for (int i = 0; i < Single; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await UntilTakenAsync(sink, [Next(0)], cancel).ConfigureAwait(false);
            ticks[i] = Stopwatch.GetTimestamp() - began;
        }
        return LatencySummary.Of(ticks, Single)!;
    }

    private async Task<double> TogetherAsync(IReadingSink[] sinks, CancellationToken cancel)
    {
        long taken = 0, began = Stopwatch.GetTimestamp();
        await Task.WhenAll(sinks.Select((sink, sender) => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(began) < s_throughput)
                {
                    await UntilTakenAsync(sink, [.. Enumerable.Range(0, Batch).Select(_ => Next(sender))], cancel).ConfigureAwait(false);
                    Interlocked.Add(ref taken, Batch);
                }
            },
            cancel))).ConfigureAwait(false);
        return taken / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>A reading of each sender every few milliseconds, until cancelled.</summary>
    private Task SteadyAsync(IReadingSink[] sinks, CancellationToken cancel) => Task.WhenAll(sinks.Select((sink, sender) => Task.Run(
        async () =>
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    long began = Stopwatch.GetTimestamp();
                    await UntilTakenAsync(sink, [Next(sender)], cancel).ConfigureAwait(false);
                    long took = Stopwatch.GetTimestamp() - began;
                    lock (_gate) _longest = Math.Max(_longest, took);
                    await Task.Delay(PaceMs, cancel).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        },
        CancellationToken.None)));

    private async Task UntilTakenAsync(IReadingSink sink, IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        while (readings.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                SendOutcome outcome = await sink.SendAsync(readings, cancel).ConfigureAwait(false);
                readings = [.. readings.Skip(outcome.Taken)];
                if (outcome.RetryAfter is { } wait) await Task.Delay(wait, cancel).ConfigureAwait(false);
            }
            catch (TransportException)
            {
                Interlocked.Increment(ref _failed);
                await Task.Delay(PaceMs, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<TransportFigures.Crash> CrashAsync(string component, Action kill, Func<Task> start, CancellationToken cancel)
    {
        await FreshAsync(cancel).ConfigureAwait(false);
        long failed = Interlocked.Read(ref _failed);
        lock (_gate) (_longest, _windowGap) = (0, 0);
        kill();
        await Task.Delay(s_down, cancel).ConfigureAwait(false);
        await start().ConfigureAwait(false);
        await Task.Delay(s_after, cancel).ConfigureAwait(false);
        await FreshAsync(cancel).ConfigureAwait(false);
        lock (_gate) return new TransportFigures.Crash(component, Milliseconds(_longest), Milliseconds(_windowGap), Interlocked.Read(ref _failed) - failed);
    }

    /// <summary>The components that can be killed, each with how to kill it and how to start it again.</summary>
    private static IEnumerable<(string Component, Action Kill, Func<Task> Start)> Crashable(WeatherDemo demo, CancellationToken cancel)
    {
        foreach (string kind in (string[])["server", "balancer", "proxy"])
        {
            // Of several proxies one works.
            if (demo.Of(kind).OrderByDescending(p => p.Says?.StartsWith("works", StringComparison.Ordinal) == true).FirstOrDefault() is not { } process) continue;
            yield return (kind, process.Kill, () => Started(process));
        }
        foreach (ChildProcess server in demo.Servers) yield return (server.Name, server.Kill, () => Started(server));
        if (demo.Node is { } node) yield return ("node of the log", node.Kill, () => node.StartAsync(cancel));

        static Task Started(ChildProcess process)
        {
            process.Start();
            return Task.CompletedTask;
        }
    }

    /// <summary>Waits for a window that ends after this moment: nothing lags behind.</summary>
    private async Task FreshAsync(CancellationToken cancel)
    {
        long count = Windows;
        await UntilAsync(() => Windows >= count + 3 && IsLatestQuick(), "windows come again", cancel).ConfigureAwait(false);
    }

    private bool IsLatestQuick()
    {
        lock (_gate) return _atTerminal.Count > 0 && Milliseconds(_atTerminal[^1]) < 2 * WindowMs;
    }

    private async Task UntilAsync(Func<bool> holds, string what, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new UsageException($"{transport}: not within {s_patience.TotalSeconds:0} s: {what}; the logs of the processes are in {folder}");
            await Task.Delay(20, cancel).ConfigureAwait(false);
        }
    }

    private static double Milliseconds(long ticks) => ticks * 1e3 / Stopwatch.Frequency;
}
