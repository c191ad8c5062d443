using System.CommandLine;
using Vicinity.Feeds;
using Vicinity.Gateway.Traffic;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>Traffic: what moves when <c>up</c> runs, and the commands that feed and watch it.</summary>
/// <param name="demo">Whether applications show a demo that nothing else is said of.</param>
internal sealed class TrafficApplication(Option<string> demo) : IApplication
{
    private const double DemoHeadStartSeconds = 240;
    private const int DemoStaleSeconds = 10;

    private readonly Option<string> _demo = new Option<string>("--traffic-demo") { Description = "on: loop a recorded trace of 500 cars; off: nothing moves until somebody reports (default: as --demo)" }.OneOf("on", "off");
    private readonly Option<string?> _replay = new("--traffic-replay", "--replay") { Description = "Loop this trace in place of the demo: CSV, SUMO FCD XML or GTFS-realtime, also gzipped" };
    private readonly Option<double> _speed = new("--traffic-replay-speed", "--replay-speed") { Description = "How many times faster than recorded", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _cars = new Option<int?>("--traffic-cars", "--cars") { Description = "Simulated cars that drive along the demo's streets as well" }.Between(0, DriveOptions.MaxCars, "0 turns the simulation off");

    public string Name => "traffic";

    public IReadOnlyList<Option> Options => [_demo, _replay, _speed, _cars];

    public IReadOnlyList<Option> SharedOptions => [demo];

    public IReadOnlyList<string> Examples => ["vicinity up --traffic-demo off --traffic-cars 200", "vicinity up --traffic-replay positions.csv.gz --traffic-replay-speed 10"];

    public IReadOnlyList<Command> Commands => [TrafficCommand.Create()];

    public Func<Engine, ComposedApplication> Prepare(ParseResult parsed)
    {
        TrafficOptions options = TrafficSettings.Load(
            o => o with
            {
                Replay = parsed.GetValue(_replay) ?? o.Replay ?? ((parsed.GetValue(_demo) ?? parsed.GetValue(demo)) == "on" ? DemoTrace.Name : null),
                ReplaySpeed = parsed.GetValue(_speed),
                DriveCars = parsed.GetValue(_cars) ?? o.DriveCars,
            },
            SettingProblems.Written(parsed, (nameof(TrafficOptions.Replay), _replay), (nameof(TrafficOptions.ReplaySpeed), _speed), (nameof(TrafficOptions.DriveCars), _cars)));
        if (options.Replay is { } path && !options.IsDemo) RefuseUnreadable(parsed.GetResult(_replay) is null ? nameof(TrafficOptions.Replay) : _replay.Name, path);
        // The demo's cars report every second: one that has been silent for a while has ended its trip.
        if (options.IsDemo) options = options with { StaleSeconds = Math.Min(options.StaleSeconds, DemoStaleSeconds) };
        return engine => Compose(OnLog(options, engine));
    }

    /// <summary>The application with settings that were checked.</summary>
    public static ComposedApplication Compose(TrafficOptions options)
    {
        var part = new TrafficPart(options);
        return new ComposedApplication(part)
        {
            Says = TrafficWords.Of(options),
            Rates = () => part.Summary is { } summary ? $"{Counted.Of(summary.Vehicles, "vehicle")}, {summary.PositionsPerSecond:N0} positions/s, {Counted.Of(summary.Quadrants, "quadrant")}" : null,
        };
    }

    private static void RefuseUnreadable(string where, string path)
    {
        try
        {
            using ITraceReader<VehiclePosition> trace = TraceFile.Open(path, new TraceOptions());
        }
        catch (Exception e) when (e is TraceFormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{where} '{path}' is not a recording that can be replayed: {e.Message}");
        }
    }

    /// <summary>Where nothing was ever written, the demo begins with some minutes of past: the first look finds cars, heat and a history.</summary>
    private static TrafficOptions OnLog(TrafficOptions options, Engine engine) => options with
    {
        BootstrapServers = engine.BootstrapServers,
        ReplayHeadStartSeconds = options.IsDemo && engine.Node is { TopicCount: <= 1 } ? DemoHeadStartSeconds : options.ReplayHeadStartSeconds,
    };
}
