using System.CommandLine;
using Spectre.Console;
using Vicinity.Weather.Grpc;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather balancer</c>: gives sensors' calls to compute servers.</summary>
internal static class BalancerCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "balancer",
            "Take the calls of sensors and give each to a compute server that is alive; for the direct version, over gRPC. Several can run: sensors and servers are told of all.",
            "vicinity weather balancer",
            "vicinity weather balancer --listen 127.0.0.1:3321 --policy least-outstanding");
        var listen = new Option<string>("--listen") { Description = "Address that sensors and servers call, HOST:PORT; port 0 takes any free one", DefaultValueFactory = _ => TransportOptions.BalancerAddress };
        Option<string> policy = new Option<string>("--policy") { Description = "How it chooses the server of a call: each in turn, or the one with the fewest calls in hand", DefaultValueFactory = _ => "round-robin" }.OneOf("round-robin", "least-outstanding");
        var certificate = new Option<string?>("--certificate") { Description = "File of a certificate (PEM), for TLS (default: no TLS)" };
        var key = new Option<string?>("--key") { Description = "File of the certificate's key (PEM)" };
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { listen, policy, certificate, key, withParent }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new BalancerOptions
            {
                Listen = new GrpcListenOptions { Listen = parsed.GetValue(listen)!, CertificateFile = parsed.GetValue(certificate), KeyFile = parsed.GetValue(key) },
                Policy = parsed.GetValue(policy) == "round-robin" ? BalancingPolicy.RoundRobin : BalancingPolicy.LeastOutstanding,
            };
            SettingProblems.Refuse(options.Problems());
            FreeAddress.Ensure(listen.Name, ListenText.Parse(listen.Name, options.Listen.Listen));
            using NodeLogging logging = NodeLogging.Create(json: false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            await using GrpcBalancer balancer = await GrpcBalancer.StartAsync(options, logging.Factory, cancel: cancel).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"balancer at [bold]{balancer.Address}[/] ({parsed.GetValue(policy)!}); Ctrl+C ends it");
            using (TrafficCommand.ShowProgress(false, () => Progress(balancer.Status))) await Service.RunAsync(parent?.Gone ?? cancel).ConfigureAwait(false);
            return ExitCodes.Stopped;
        });
        return command;
    }

    private static string Progress(BalancerStatus status) =>
        $"{Counted.Of(status.Servers.Count, "server")}, {Counted.Of(status.Sensors, "sensor")}, {Counted.Of(status.Calls, "call")}, {status.Outstanding:N0} in hand, {status.Moved:N0} moved to another server, {status.Overloaded:N0} told to wait, {status.Failed:N0} failed";
}
