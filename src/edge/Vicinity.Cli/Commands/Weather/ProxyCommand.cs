using System.CommandLine;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Vicinity.Weather;
using Vicinity.Weather.Grpc;
using Vicinity.Weather.RabbitMq;
using Vicinity.Weather.Redis;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather proxy</c>: closes windows and brings them to the terminals.</summary>
internal static class ProxyCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "proxy",
            "Close the windows of the store one after the other and bring them to every terminal. Several can run: one works, another takes over. Over the log the servers do this.",
            "vicinity weather proxy --transport grpc --window-ms 5000",
            "vicinity weather proxy --transport rabbitmq --rabbitmq amqp://guest:guest@127.0.0.1:5672");
        var listen = new Option<string>("--listen") { Description = "With grpc: address that terminals call, HOST:PORT; port 0 takes any free one", DefaultValueFactory = _ => TransportOptions.ProxyAddress };
        Option<int> window = new Option<int>("--window-ms") { Description = "Milliseconds of a window; the same for all proxies of a store", DefaultValueFactory = _ => 10_000 }.Between(100, 86_400_000, "the length of a window");
        Option<int> lateness = new Option<int>("--lateness-ms") { Description = "Milliseconds after its end at which a window is closed", DefaultValueFactory = _ => 2_000 }.Between(0, 3_600_000, "windows are sent that much later");
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { listen, window, lateness, withParent }) command.Options.Add(option);
        TransportOptions transport = TransportOptions.AddTo(command, stores: true, transports: [TransportOptions.Grpc, TransportOptions.RabbitMq]);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new ProxyOptions { WindowMs = parsed.GetValue(window), LatenessMs = parsed.GetValue(lateness) };
            SettingProblems.Refuse(options.Problems());
            if (transport.Chosen(parsed) == TransportOptions.Grpc) FreeAddress.Ensure(listen.Name, ListenText.Parse(listen.Name, parsed.GetValue(listen)!));
            await transport.EnsureAsync(parsed, cancel).ConfigureAwait(false);
            using NodeLogging logging = NodeLogging.Create(json: false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(parent?.Gone ?? cancel);
            await using var redis = new RedisConnection(transport.Redis(parsed));
            await using var store = new RedisCoefficientStore(redis);
            await using var windows = new RedisWindowLog(redis, TimeProvider.System, logging.Factory.CreateLogger<RedisWindowLog>());
            await using var lease = new RedisProxyLease(redis, $"{Environment.MachineName}-{Environment.ProcessId}");
            var proxy = new WindowProxy(options, store, windows, lease, logging.Factory.CreateLogger<WindowProxy>(), TimeProvider.System);
            Task working = proxy.RunAsync(leave.Token);
            if (transport.Chosen(parsed) == TransportOptions.Grpc)
            {
                var grpc = new GrpcProxyOptions { Listen = new GrpcListenOptions { Listen = parsed.GetValue(listen)! } };
                SettingProblems.Refuse(grpc.Problems());
                await using GrpcWindowServer server = await GrpcWindowServer.StartAsync(grpc, windows, logging.Factory, cancel: cancel).ConfigureAwait(false);
                AnsiConsole.MarkupLineInterpolated($"proxy at [bold]{server.Address}[/], coefficients from Redis at {redis.Settings.Address}; Ctrl+C ends it");
                using (TrafficCommand.ShowProgress(false, () => $"{Progress(proxy.Status)}; {Counted.Of(server.Terminals.Count + server.Streams, "terminal")}")) await Service.RunAsync(leave.Token).ConfigureAwait(false);
            }
            else
            {
                await using var sink = new RabbitWindowSink(transport.Rabbit(parsed), TimeProvider.System, lease.NewestTermAsync);
                Task carrying = new WindowDispatcher(windows, sink, () => proxy.Status.Term, logging.Factory.CreateLogger<WindowDispatcher>(), TimeProvider.System).RunAsync(leave.Token);
                AnsiConsole.MarkupLineInterpolated($"proxy for {transport.Says(parsed, receives: true)}, coefficients from Redis at {redis.Settings.Address}; Ctrl+C ends it");
                using (TrafficCommand.ShowProgress(false, () => Progress(proxy.Status))) await Service.RunAsync(leave.Token).ConfigureAwait(false);
                await leave.CancelAsync().ConfigureAwait(false);
                await carrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await leave.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCodes.Stopped;
        });
        return command;
    }

    private static string Progress(ProxyStatus status)
    {
        string state = status.Term is { } term ? $"works (term {term})" : "waits to take over";
        string problem = status.Problem is { } reason ? $"; {reason}" : "";
        return $"{state}, {Counted.Of(status.Windows, "window")} sent, {status.Corrections:N0} of them corrections{problem}";
    }
}
