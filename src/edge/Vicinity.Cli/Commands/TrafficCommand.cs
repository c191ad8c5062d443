using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary><c>vicinity traffic</c>: replay a trace, let simulated cars drive, watch the heat in the terminal.</summary>
internal static class TrafficCommand
{
    private const string DemoPrefix = "replay ";

    public static Command Create()
    {
        Command traffic = CommonOptions.Describe(
            "traffic", "Feed and watch the traffic application.", "vicinity traffic replay demo --speed 10", "vicinity traffic drive --cars 200", "vicinity traffic watch");
        traffic.Subcommands.Add(Replay());
        traffic.Subcommands.Add(Drive());
        traffic.Subcommands.Add(WatchCommand.Create());
        return traffic;
    }

    private static Command Replay()
    {
        Command command = CommonOptions.Describe(
            "replay",
            "Write the positions of a recorded trace: CSV with named columns, SUMO FCD XML, GTFS-realtime VehiclePositions; also gzipped.",
            "vicinity traffic replay demo --speed 10 --loop",
            "vicinity traffic replay positions.csv.gz --speed 10",
            "vicinity traffic replay VehiclePositions.pb --speed max --keep-time");
        var file = new Argument<string>("FILE") { Description = $"The trace, or '{DemoTrace.Name}'" };
        var speed = new Option<string>("--speed") { Description = "Times faster than recorded, or max", DefaultValueFactory = _ => "1" };
        var loop = new Option<bool>("--loop") { Description = "Begin again at the end" };
        var keepTime = new Option<bool>("--keep-time") { Description = "Keep the recorded times; without it the trace happens now" };
        Option<string> places = new Option<string>("--places") { Description = "What x and y of a SUMO trace are: auto (told by the trace), degrees (as SUMO's fcd-output.geo writes them) or metres", DefaultValueFactory = _ => "auto" }.OneOf("auto", "degrees", "metres");
        var prefix = new Option<string?>("--prefix") { Description = $"Put this before each vehicle's name, so that a recording that is replayed twice moves other vehicles (default: '{DemoPrefix}' for '{DemoTrace.Name}', which 'up' replays as well; else nothing)" };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        Option<bool> json = CommonOptions.Json();
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { speed, loop, keepTime, places, prefix, bootstrap, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            string path = parsed.GetValue(file)!;
            if (path != DemoTrace.Name && !File.Exists(path)) throw new UsageException($"FILE '{path}' is not the path of a file and not '{DemoTrace.Name}', the trace that comes with the program: there is no such file");
            double times = ParseSpeed(speed.Name, parsed.GetValue(speed)!);
            TrafficOptions options = TrafficSettings.Load(o => o with { BootstrapServers = parsed.GetValue(bootstrap)! });
            await Reach.EnsureAsync(options.BootstrapServers, cancel).ConfigureAwait(false);
            await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
            var trace = new Traffic.TraceOptions
            {
                RelativeStart = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                Places = Enum.Parse<TracePlaces>(parsed.GetValue(places)!, ignoreCase: true),
            };
            var runner = new PositionReplay(
                Path.GetFileName(path),
                path == DemoTrace.Name ? () => DemoTrace.Open(trace) : () => TraceFile.Open(path, trace),
                new ReplayOptions { Speed = times, Loop = parsed.GetValue(loop), KeepTime = parsed.GetValue(keepTime) },
                ingest,
                prefix: parsed.GetValue(prefix) ?? (path == DemoTrace.Name ? DemoPrefix : ""));
            long began = Stopwatch.GetTimestamp();
            using (ShowProgress(parsed.GetValue(json), () => ReplayReport.Progress(runner)))
            {
                try
                {
                    await runner.RunAsync(cancel).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    await ingest.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                }
            }

            return new ReplayReport(runner, ingest.Stored, ingest.Failed, Stopwatch.GetElapsedTime(began)).Write(parsed.GetValue(json));
        });
        return command;
    }

    private static Command Drive()
    {
        Command command = CommonOptions.Describe("drive", "Let simulated cars drive along a street network and report once a second.", "vicinity traffic drive --cars 200", "vicinity traffic drive --network net.xml.gz --seed 7");
        var cars = new Option<int>("--cars") { Description = "How many", DefaultValueFactory = _ => 100 }.Between(1, DriveOptions.MaxCars, "each reports once a second");
        var network = new Option<string?>("--network") { Description = "Street network, SUMO net.xml, also gzipped; without it the demo's grid" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the cars' choices: the same seed drives the same ways", DefaultValueFactory = _ => 42UL };
        Option<string> bootstrap = CommonOptions.BootstrapServer();
        foreach (Option option in new Option[] { cars, network, seed, bootstrap }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            int count = parsed.GetValue(cars);
            TrafficOptions options = TrafficSettings.Load(o => o with { BootstrapServers = parsed.GetValue(bootstrap)! });
            StreetNetwork streets = parsed.GetValue(network) is { } path ? ReadStreets(network.Name, path) : DemoTrace.Streets();
            await Reach.EnsureAsync(options.BootstrapServers, cancel).ConfigureAwait(false);
            await using var ingest = new TrafficIngest(options, NullLogger<TrafficIngest>.Instance);
            var drive = new DriveSimulation(streets, DemoTrace.Plane, new DriveOptions { Cars = count }, new Prng(parsed.GetValue(seed)));
            var runner = new DriveRunner(drive, ingest);
            AnsiConsole.MarkupLineInterpolated($"[bold]{count:N0}[/] cars drive; stop with Ctrl+C.");
            using ProgressLine? progress = ShowProgress(false, () => Counted.Of(runner.Status.Events, "position"));
            try
            {
                await runner.RunAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await ingest.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }

            AnsiConsole.MarkupLineInterpolated($"{Environment.NewLine}[bold]{ingest.Stored:N0}[/] positions stored.");
            return ingest.Failed == 0 ? ExitCodes.Stopped : ExitCodes.Failed;
        });
        return command;
    }

    internal static double ParseSpeed(string option, string text)
    {
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase)) return double.PositiveInfinity;
        if (!double.TryParse(text, out double speed)) throw new UsageException($"{option} '{text}' is not a number and not max, which is as fast as possible");
        return ReplayClock.Refuse(speed) is string reason ? throw new UsageException($"{option} {text} is {reason}") : speed;
    }

    private static StreetNetwork ReadStreets(string option, string path)
    {
        try
        {
            return SumoNetwork.Read(path);
        }
        catch (Exception e) when (e is TraceFormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} '{path}' is not a street network that can be read (SUMO net.xml): {e.Message}");
        }
    }

    internal static ProgressLine? ShowProgress(bool json, Func<string?> text) =>
        Environment.GetEnvironmentVariable(ProgressLine.Lines) is not null ? new ProgressLine(Console.Error, TimeSpan.FromSeconds(1), text, isLines: true)
        : json || Console.IsErrorRedirected ? null : new ProgressLine(Console.Error, TimeSpan.FromSeconds(0.5), text);
}
