using Microsoft.Extensions.Logging;
using Vicinity.Feeds;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>Runs the sources that the settings ask for, until the program stops.</summary>
public sealed partial class SourceStarter(
    TrafficOptions options, TrafficIngest ingest, TrafficSources sources, ILogger<SourceStarter> log, TimeProvider time)
    : SupervisedService(log, time)
{
    /// <inheritdoc/>
    protected override Task WorkAsync(CancellationToken cancel) => Task.WhenAll(ReplayAsync(cancel), DriveAsync(cancel));

    private async Task ReplayAsync(CancellationToken cancel)
    {
        if (options.Replay is not { } path) return;
        await Task.Yield();
        var trace = new TraceOptions { RelativeStart = Time.GetUtcNow().ToUnixTimeMilliseconds() };
        Func<ITraceReader<VehiclePosition>> open = options.IsDemo ? () => DemoTrace.Open(trace) : () => TraceFile.Open(path, trace);
        var replay = new ReplayOptions { Speed = options.ReplaySpeed, Loop = true, HeadStart = TimeSpan.FromSeconds(options.ReplayHeadStartSeconds) };
        // The demo's streets fill at first and empty at last; who opens the page shall find them full.
        if (options.IsDemo) replay = replay with { From = DemoTrace.FullFrom, Until = DemoTrace.FullUntil };
        var runner = new PositionReplay(options.IsDemo ? "demo trace" : Path.GetFileName(path), open, replay, ingest, Time);
        await RunAsync(runner, runner.RunAsync, cancel).ConfigureAwait(false);
    }

    private async Task DriveAsync(CancellationToken cancel)
    {
        if (options.DriveCars == 0) return;
        await Task.Yield();
        var drive = new DriveSimulation(DemoTrace.Streets(), DemoTrace.Plane, new DriveOptions { Cars = options.DriveCars }, new Prng(options.Seed));
        var runner = new DriveRunner(drive, ingest, Time);
        await RunAsync(runner, runner.RunAsync, cancel).ConfigureAwait(false);
    }

    // A source that cannot go on, whatever the reason, stops neither the other sources nor the program that shows its earlier positions.
    private async Task RunAsync(IEventSource source, Func<CancellationToken, Task> run, CancellationToken cancel)
    {
        sources.Add(source);
        try
        {
            await run(cancel).ConfigureAwait(false);
            // It ends without a fault too, where it has nothing to give.
            if (source.Status.Problem is { } problem) LogEnded(source.Status.Name, problem, null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        catch (Exception trouble) when (trouble is TraceFormatException or IOException or Client.ClientException or UnauthorizedAccessException)
        {
            LogEnded(source.Status.Name, trouble.Message, null);
        }
        catch (Exception fault)
        {
            LogEnded(source.Status.Name, fault.Message, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The source '{Name}' has ended: {Reason}")]
    private partial void LogEnded(string name, string reason, Exception? fault);
}
