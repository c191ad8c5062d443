using System.CommandLine;
using Spectre.Console;
using Vicinity.ClusterWatch;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster demo</c>: a cluster of processes on this machine with vehicles on it, and the page to watch and hurt it.</summary>
internal static class ClusterDemoCommand
{
    private const int StaleSeconds = 10;
    private const string DefaultHttp = "127.0.0.1:3300";

    private static readonly Dictionary<string, string> s_small = new()
    {
        ["VICINITY__NODE__FLUSHTHREADS"] = "1",
        ["DOTNET_TieredPGO"] = "0",
    };

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "demo",
            "Start a cluster of processes on this machine, let vehicles report to it, and serve the page on which its nodes can be killed, paused and restarted.",
            "vicinity cluster demo --nodes 20 --topics 4 --replicas 5",
            "vicinity cluster demo --nodes 3 --replicas 3 --vehicles 200 --http 127.0.0.1:0");
        var nodes = new Option<int>("--nodes") { Description = $"Nodes, 1 to {LocalNodes.MostNodes}; 80 to 160 MB of memory each", DefaultValueFactory = _ => 20 };
        var topics = new Option<int>("--topics") { Description = "Quadrants that the demo's streets are divided into, each a topic: 4, 16 or 64", DefaultValueFactory = _ => 4 };
        var replicas = new Option<int>("--replicas") { Description = "Replicas of each topic", DefaultValueFactory = _ => 5 };
        var vehicles = new Option<int>("--vehicles") { Description = "Simulated cars that report every second; 0 for none", DefaultValueFactory = _ => 20 };
        var data = new Option<string?>("--data") { Description = "Folder of the nodes' data; without it, a temporary one that goes with the demo" };
        var http = new Option<string?>("--http") { Description = $"Address of page and REST, HOST:PORT; port 0 takes any free one (default: {DefaultHttp})" };
        foreach (Option option in new Option[] { nodes, topics, replicas, vehicles, data, http }) command.Options.Add(option);
        command.SetAction((parsed, cancel) => RunAsync(
            new DemoSize(parsed.GetValue(nodes), parsed.GetValue(topics), parsed.GetValue(replicas), parsed.GetValue(vehicles)), parsed.GetValue(data), parsed.GetValue(http), cancel));
        return command;
    }

    private static async Task<int> RunAsync(DemoSize size, string? data, string? http, CancellationToken cancel)
    {
        size.Check(LocalNodes.MostNodes);
        GatewayOptions gatewayOptions = GatewaySettings.Load(http, isDemo: true);
        if (data is not null) gatewayOptions = gatewayOptions with { OperatorKey = gatewayOptions.OperatorKey ?? OperatorKeyFile.Obtain(data) };
        using NodeLogging logging = NodeLogging.Create(json: false, isPlain: true);
        await using LocalNodes cluster = await StartNodesAsync(size.Nodes, data, cancel).ConfigureAwait(false);
        TrafficOptions traffic = TrafficSettings.Load() with
        {
            BootstrapServers = cluster.BootstrapServers,
            QuadrantZoom = size.Zoom,
            Replicas = (short)size.Replicas,
            DriveCars = size.Vehicles,
            StaleSeconds = StaleSeconds,
        };
        ComposedApplication vehicles = TrafficApplication.Compose(traffic);
        await DemoTopics.CreateAsync(traffic, cancel).ConfigureAwait(false);
        await using Engine engine = Engine.At(cluster.BootstrapServers);
        var watcher = new ClusterWatcher(new ClusterWatchOptions(cluster.BootstrapServers));
        await using Composition composition = await Composition.StartAsync(
            gatewayOptions, engine.Status() with { Kind = "vicinity" }, [vehicles, ClusterApplication.Compose(watcher, new LocalControl(cluster))], logging.Factory, cancel).ConfigureAwait(false);
        Show(size, cluster, composition);
        try
        {
            await new EventLines(watcher, Console.Out).WriteAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[grey]stopping: page, vehicles, nodes[/]");
        }

        return ExitCodes.Stopped;
    }

    private static Task<LocalNodes> StartNodesAsync(int count, string? data, CancellationToken cancel)
    {
        if (!Banner.IsInteractive) return LocalNodes.StartAsync(count, data, null, cancel, s_small);
        return AnsiConsole.Status().StartAsync($"starting {count} nodes", status =>
            LocalNodes.StartAsync(count, data, started => status.Status($"started [bold]{started}[/] of {count} nodes"), cancel, s_small));
    }

    private static void Show(DemoSize size, LocalNodes cluster, Composition composition)
    {
        GatewayHost gateway = composition.Gateway;
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("[bold]A cluster runs[/]") };
        table.AddColumn("what").AddColumn("where").HideHeaders();
        table.AddRow("page", $"[bold blue]{Markup.Escape(gateway.Address.ToString())}cluster[/] [grey](kill, pause and restart its nodes there)[/]");
        table.AddRow("nodes", $"{size.Nodes} {(size.Nodes == 1 ? "process" : "processes")}, {Markup.Escape(cluster.SomeServers)}{(size.Nodes > 3 ? " and others" : "")}");
        table.AddRow("topics", $"{Counted.Of(size.Replicas, "replica")} each");
        composition.AddTo(table);
        table.AddRow("terminal", Markup.Escape($"./vicinity cluster watch -b {cluster.SomeServers}"));
        table.AddRow("stop", "Ctrl+C");
        AnsiConsole.Write(table);
        Banner.ShowOperatorLink(gateway, "cluster");
    }

    /// <summary>How large a demo is.</summary>
    private sealed record DemoSize(int Nodes, int Topics, int Replicas, int Vehicles)
    {
        /// <summary>Zoom at which the demo's streets, which lie around a corner of four quadrants, make that many topics.</summary>
        public int Zoom => Topics switch
        {
            4 => QuadrantMap.DefaultZoom,
            16 => QuadrantMap.DefaultZoom + 1,
            64 => QuadrantMap.DefaultZoom + 2,
            _ => throw new UsageException($"--topics {Topics} is not 4, 16 or 64: the demo's streets are divided into that many quadrants, each a topic"),
        };

        public void Check(int mostNodes)
        {
            _ = Zoom;
            if (Nodes < 1 || Nodes > mostNodes) throw new UsageException($"--nodes {Nodes} is not from 1 to {mostNodes}");
            if (Replicas < 1 || Replicas > Nodes) throw new UsageException($"--replicas {Replicas} is not from 1 to {Nodes}, the number of nodes: a node holds one copy");
            if (Vehicles is < 0 or > 10_000) throw new UsageException($"--vehicles {Vehicles} is not from 0 to 10000");
        }
    }
}
