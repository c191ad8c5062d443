using System.CommandLine;
using Spectre.Console;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary><c>vicinity cluster demo</c>: a cluster of processes on this machine with vehicles on it, and the page to watch and hurt it.</summary>
internal static class ClusterDemoCommand
{
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
            "vicinity cluster demo --nodes 3 --vehicles 200 --http 127.0.0.1:0",
            "vicinity cluster demo --nodes 5 --apps cluster   (nodes and their page alone)");
        Option<int> nodes = new Option<int>("--nodes") { Description = $"Nodes, 1 to {LocalNodes.MostNodes}; 80 to 160 MB of memory each", DefaultValueFactory = _ => 20 }.Between(1, LocalNodes.MostNodes, LocalNodes.WhyNoMore);
        var data = new Option<string?>("--data") { Description = "Folder of the nodes' data; without it, a temporary one that goes with the demo" };
        var http = new Option<string?>("--http") { Description = $"Address of page and REST, HOST:PORT; port 0 takes any free one (default: {DefaultHttp})" };
        command.Options.Add(nodes);
        ApplicationList applications = ApplicationList.AddTo(command, [new DemoTraffic(nodes), new ClusterApplication()]);
        command.Options.Add(data);
        command.Options.Add(http);
        command.SetAction((parsed, cancel) =>
        {
            // Whatever can be wrong is found before anything is created or started.
            GatewayOptions gateway = GatewaySettings.Load(parsed.GetValue(http), isDemo: true);
            Func<Engine, IReadOnlyList<ComposedApplication>> compose = applications.Prepare(parsed);
            FreeAddress.Ensure(http.Name, gateway.EndPoint);
            return RunAsync(parsed.GetValue(nodes), parsed.GetValue(data), gateway, compose, cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(int nodes, string? data, GatewayOptions gateway, Func<Engine, IReadOnlyList<ComposedApplication>> compose, CancellationToken cancel)
    {
        if (data is not null) gateway = gateway with { OperatorKey = gateway.OperatorKey ?? OperatorKeyFile.Obtain(data) };
        using NodeLogging logging = NodeLogging.Create(json: false, isPlain: true);
        await using LocalNodes cluster = await StartNodesAsync(nodes, data, cancel).ConfigureAwait(false);
        await using Engine engine = await Engine.AtAsync(cluster.BootstrapServers, logging.Factory, cancel, new LocalControl(cluster)).ConfigureAwait(false);
        await using Composition composition = await Composition.StartAsync(gateway, engine.Status(), compose(engine), logging.Factory, cancel).ConfigureAwait(false);
        engine.Watcher.Start();
        Show(nodes, cluster, composition);
        try
        {
            await new EventLines(engine.Watcher, Console.Out).WriteAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[grey]stopping: page, applications, nodes[/]");
        }

        return ExitCodes.Stopped;
    }

    private static Task<LocalNodes> StartNodesAsync(int count, string? data, CancellationToken cancel)
    {
        if (!Banner.IsInteractive) return LocalNodes.StartAsync(count, data, null, cancel, s_small);
        return AnsiConsole.Status().StartAsync($"starting {count} nodes", status =>
            LocalNodes.StartAsync(count, data, started => status.Status($"started [bold]{started}[/] of {count} nodes"), cancel, s_small));
    }

    private static void Show(int nodes, LocalNodes cluster, Composition composition)
    {
        GatewayHost gateway = composition.Gateway;
        bool isShown = gateway.Applications.Any(a => a.Name == ClusterApplication.Id);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("[bold]A cluster runs[/]") };
        table.AddColumn("what").AddColumn("where").HideHeaders();
        table.AddRow("page", $"[bold blue]{Markup.Escape(gateway.Address.ToString())}{(isShown ? "cluster" : "")}[/]{(isShown ? " [grey](kill, pause and restart its nodes there)[/]" : "")}");
        table.AddRow("nodes", $"{nodes} {(nodes == 1 ? "process" : "processes")}, {Markup.Escape(cluster.SomeServers)}{(nodes > 3 ? " and others" : "")}");
        composition.AddTo(table);
        table.AddRow("terminal", Markup.Escape($"./vicinity cluster watch -b {cluster.SomeServers}"));
        table.AddRow("stop", "Ctrl+C");
        AnsiConsole.Write(table);
        Banner.ShowOperatorLink(gateway, isShown ? "cluster" : "");
    }
}
