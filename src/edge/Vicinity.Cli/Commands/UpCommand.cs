using System.CommandLine;
using Spectre.Console;
using Vicinity.Broker;
using Vicinity.ClusterWatch;
using Vicinity.Gateway;
using Vicinity.Gateway.Cluster;
using Vicinity.Gateway.Traffic;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary><c>vicinity up</c>: log, applications and page in one process.</summary>
internal static class UpCommand
{
    private const double DemoHeadStartSeconds = 240;
    private const int DemoStaleSeconds = 10;

    private const string DefaultHttp = "127.0.0.1:3300";

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "up",
            "Run everything in one process: a node of the log, the traffic demo, and the page at http://localhost:3300.",
            "vicinity up",
            "vicinity up --demo off --cars 200",
            "vicinity up --replay positions.csv.gz --replay-speed 10",
            "vicinity up --bootstrap-server kafka1:9092,kafka2:9092",
            "vicinity up --demo off --data /var/lib/vicinity --http 127.0.0.1:0");
        NodeOptions nodeOptions = NodeOptions.AddTo(command);
        var http = new Option<string?>("--http") { Description = $"Address of page and REST, HOST:PORT; port 0 takes any free one (default: {DefaultHttp})" };
        var bootstrap = new Option<string?>("--bootstrap-server", "-b") { Description = "Run no node; keep all topics on this cluster, HOST:PORT,...: any Apache Kafka" };
        var demo = new Option<string>("--demo") { Description = "on: loop a recorded trace of 500 cars; off: nothing moves until somebody reports", DefaultValueFactory = _ => "on" };
        demo.AcceptOnlyFromAmong("on", "off");
        var replay = new Option<string?>("--replay") { Description = "Loop this trace in place of the demo: CSV, SUMO FCD XML or GTFS-realtime, also gzipped" };
        var speed = new Option<double>("--replay-speed") { Description = "How many times faster than recorded", DefaultValueFactory = _ => 1 };
        var cars = new Option<int?>("--cars") { Description = "Simulated cars that drive along the demo's streets as well" }.Between(0, DriveOptions.MaxCars);
        foreach (Option option in new Option[] { http, bootstrap, demo, replay, speed, cars }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            using NodeLogging logging = NodeLogging.Create(parsed.GetValue(nodeOptions.JsonLogs), isPlain: Banner.IsInteractive);
            BrokerOptions brokerOptions = nodeOptions.Read(parsed);
            GatewayOptions gatewayOptions = GatewaySettings.Load(parsed.GetValue(http), isDemo: true);
            await using Engine engine = parsed.GetValue(bootstrap) is string servers ? Engine.At(servers) : Engine.Start(brokerOptions, logging.Factory);
            TrafficOptions traffic = TrafficSettings.Load() with { BootstrapServers = engine.BootstrapServers };
            traffic = traffic with
            {
                Replay = parsed.GetValue(replay) ?? traffic.Replay ?? (parsed.GetValue(demo) == "on" ? DemoTrace.Name : null),
                ReplaySpeed = parsed.GetValue(speed),
                DriveCars = parsed.GetValue(cars) ?? traffic.DriveCars,
            };
            // The demo's cars report every second: one that has been silent for a while has ended its trip.
            if (traffic.IsDemo) traffic = traffic with { StaleSeconds = Math.Min(traffic.StaleSeconds, DemoStaleSeconds) };
            // Where nothing was ever written, the demo begins with some minutes of past: the first look finds cars, heat and a history.
            if (traffic.IsDemo && engine.Node is { TopicCount: <= 1 }) traffic = traffic with { ReplayHeadStartSeconds = DemoHeadStartSeconds };
            if (traffic.Problems() is { Count: > 0 } problems) throw new UsageException(string.Join(Environment.NewLine, problems));
            var part = new TrafficPart(traffic);
            gatewayOptions = gatewayOptions with { OperatorKey = gatewayOptions.OperatorKey ?? OperatorKeyFile.Obtain(brokerOptions.DataFolder) };
            await using var watcher = new ClusterWatcher(new ClusterWatchOptions(engine.BootstrapServers));
            watcher.Start();
            await using GatewayHost gateway = await GatewayHost.StartAsync(gatewayOptions, engine.Status(), [part, new ClusterPart(watcher)], logging.Factory, cancel).ConfigureAwait(false);
            Banner.Show(engine, gateway, traffic, brokerOptions.DataFolder);
            using (Banner.ShowRates(engine, part)) await Service.RunAsync(cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLine("[grey]stopping: taking nothing more, flushing, closing[/]");
            await gateway.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return ExitCodes.Stopped;
        });
        return command;
    }
}
