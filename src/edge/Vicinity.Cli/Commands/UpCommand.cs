using System.CommandLine;
using Spectre.Console;
using Vicinity.Broker;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary><c>vicinity up</c>: log, applications and page in one process.</summary>
internal static class UpCommand
{
    private const string DefaultHttp = "127.0.0.1:3300";

    /// <param name="all">The applications that there are.</param>
    public static Command Create(IReadOnlyList<IApplication> all)
    {
        Command command = CommonOptions.Describe(
            "up",
            "Run everything in one process: a node of the log, the applications with a live demo, and the page at http://localhost:3300.",
            [
                "vicinity up",
                "vicinity up --apps traffic",
                .. all.SelectMany(a => a.Examples),
                "vicinity up --bootstrap-server kafka1:9092,kafka2:9092",
                "vicinity up --data /var/lib/vicinity --http 127.0.0.1:0",
            ]);
        NodeOptions nodeOptions = NodeOptions.AddTo(command);
        var http = new Option<string?>("--http") { Description = $"Address of page and REST, HOST:PORT; port 0 takes any free one (default: {DefaultHttp})" };
        Option<string?> bootstrap = new Option<string?>("--bootstrap-server", "-b") { Description = "Run no node; keep all topics on this cluster, HOST:PORT,...: Vicinity nodes or any Apache Kafka" }.Servers();
        foreach (Option option in new Option[] { http, bootstrap }) command.Options.Add(option);
        ApplicationList applications = ApplicationList.AddTo(command, all);
        command.SetAction(async (parsed, cancel) =>
        {
            // Whatever can be wrong is found before anything is created or started.
            using NodeLogging logging = NodeLogging.Create(parsed.GetValue(nodeOptions.JsonLogs), isPlain: Banner.IsInteractive);
            BrokerOptions brokerOptions = nodeOptions.Read(parsed) with { Discovery = null, Join = [], Expect = 0 };
            GatewayOptions gatewayOptions = GatewaySettings.Load(parsed.GetValue(http), isDemo: true);
            Func<Engine, IReadOnlyList<ComposedApplication>> compose = applications.Prepare(parsed);
            string? servers = parsed.GetValue(bootstrap);
            if (servers is null) nodeOptions.Check(parsed, brokerOptions);
            else if (nodeOptions.WrittenForANode(parsed).FirstOrDefault() is { } useless) throw new UsageException($"{useless} is for a node, and with {bootstrap.Name} none runs here: leave one of them out");
            FreeAddress.Ensure(http.Name, gatewayOptions.EndPoint);
            await using Engine engine = servers is null ? Engine.Start(brokerOptions, logging.Factory) : await Engine.AtAsync(servers, logging.Factory, cancel).ConfigureAwait(false);
            gatewayOptions = gatewayOptions with { OperatorKey = gatewayOptions.OperatorKey ?? OperatorKeyFile.Obtain(brokerOptions.DataFolder) };
            await using Composition composition = await Composition.StartAsync(gatewayOptions, engine.Status(), compose(engine), logging.Factory, cancel).ConfigureAwait(false);
            Banner.Show(engine, composition, brokerOptions.DataFolder);
            using (Banner.ShowRates(engine, composition)) await Service.RunAsync(cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLine("[grey]stopping: taking nothing more, flushing, closing[/]");
            return ExitCodes.Stopped;
        });
        return command;
    }
}
