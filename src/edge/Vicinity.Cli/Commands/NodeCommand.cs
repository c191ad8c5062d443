using System.CommandLine;
using Vicinity.Broker;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary><c>vicinity node</c>: one node of the log, without applications and page.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "node",
            "Run one node of the log: a server for any Kafka client. Nodes that hear each other become one cluster.",
            "vicinity node --data /var/lib/vicinity --listen 127.0.0.1:9092",
            "vicinity node --data data-b --listen 127.0.0.1:9093   (a second terminal: joins the first)",
            "vicinity node --listen 192.168.1.5:9092 --expect 3 --cluster-key-file /etc/vicinity/key",
            "vicinity node --listen 10.0.0.6:9092 --join 10.0.0.5:9092 --discovery off",
            "vicinity node --discovery off --http 127.0.0.1:3300   (a node alone, with health and metrics)");
        NodeOptions options = NodeOptions.AddTo(command);
        JoinOptions join = JoinOptions.AddTo(command);
        var http = new Option<string>("--http") { Description = "Address of /metrics, /healthz and /readyz, HOST:PORT; port 0 takes any free one", DefaultValueFactory = _ => "off" };
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        command.Options.Add(http);
        command.Options.Add(withParent);
        command.SetAction(async (parsed, cancel) =>
        {
            // A request is served on the thread that found it on the socket, without a hand-over to the pool: half the processor time at the
            // same latency. Only where the process serves nothing else: a handler holds up the other connections of its thread.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            using NodeLogging logging = NodeLogging.Create(parsed.GetValue(options.JsonLogs));
            BrokerOptions settings = join.Apply(parsed, options.Read(parsed));
            GatewayOptions? gatewayOptions = Gateway(parsed.GetValue(http)!);
            options.Check(parsed, settings, join.Settings);
            if (gatewayOptions is not null) FreeAddress.Ensure(http.Name, gatewayOptions.EndPoint);
            await using Engine engine = await Engine.StartAsync(settings, logging.Factory, cancel).ConfigureAwait(false);
            Node node = engine.Node!;
            string entry = node.EntryKind switch { EntryKind.Founded => "founded by it", EntryKind.Joined => "joined now", _ => "as before" };
            await Console.Out.WriteLineAsync($"vicinity node: Kafka protocol on {node.EndPoint}, node {node.NodeId} of cluster {node.ClusterId} ({entry}). Stop with Ctrl+C or SIGTERM.").ConfigureAwait(false);
            await using GatewayHost? gateway = gatewayOptions is null ? null : await ServeAsync(gatewayOptions, engine, logging, cancel).ConfigureAwait(false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            await Service.RunAsync(parent?.Gone ?? cancel).ConfigureAwait(false);
            return ExitCodes.Stopped;
        });
        return command;
    }

    /// <summary>Health and metrics, where they were asked for: a node alone needs no web server, which would be a third of its memory.</summary>
    private static GatewayOptions? Gateway(string http) => http == "off" ? null : GatewaySettings.Load(http) with { Page = false };

    private static async Task<GatewayHost> ServeAsync(GatewayOptions options, Engine engine, NodeLogging logging, CancellationToken cancel)
    {
        GatewayHost gateway = await GatewayHost.StartAsync(options, engine.Status(), [], logging.Factory, cancel).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"vicinity node: health and metrics on {gateway.Address}").ConfigureAwait(false);
        return gateway;
    }
}
