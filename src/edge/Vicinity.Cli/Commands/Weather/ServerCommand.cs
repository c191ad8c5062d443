using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Spectre.Console;
using Vicinity.Weather;
using Vicinity.Weather.Grpc;
using Vicinity.Weather.Redis;

namespace Vicinity.Cli;

/// <summary><c>vicinity weather server</c>: works coefficients out of readings and stores them; over the log it puts them into windows, too.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "server",
            "Work a coefficient out of each reading and store it. Any number of servers share the work; one that is killed loses nothing.",
            "vicinity weather server",
            "vicinity weather server --transport grpc --redis redis://127.0.0.1:6379 --think 0.5..3.5",
            "vicinity weather server --transport rabbitmq --rabbitmq amqp://guest:guest@127.0.0.1:5672");
        var listen = new Option<string>("--listen") { Description = "With grpc: address that balancers call, HOST:PORT; port 0 takes any free one", DefaultValueFactory = _ => "127.0.0.1:0" };
        var name = new Option<string?>("--name") { Description = "Name for people (default: this process)" };
        var think = new Option<string?>("--think") { Description = "Seconds that it spends on a reading, LEAST..MOST, as the original program does with 0.5..3.5 (default: none; not over the log)" };
        var withParent = new Option<bool>("--stop-with-parent") { Description = "End when standard input is closed", Hidden = true };
        foreach (Option option in new Option[] { listen, name, think, withParent }) command.Options.Add(option);
        TransportOptions transport = TransportOptions.AddTo(command, sends: true, stores: true);
        command.SetAction(async (parsed, cancel) =>
        {
            ServerOptions options = Think(think.Name, parsed.GetValue(think));
            await transport.EnsureAsync(parsed, cancel).ConfigureAwait(false);
            using NodeLogging logging = NodeLogging.Create(json: false);
            using var parent = parsed.GetValue(withParent) ? new ParentWatch(cancel) : null;
            CancellationToken leave = parent?.Gone ?? cancel;
            if (transport.Chosen(parsed) == TransportOptions.Log)
            {
                if (options.MostThink > TimeSpan.Zero) throw new UsageException($"{think.Name} is for grpc and rabbitmq: over the log a server works on whole batches");
                await RunOnLogAsync(transport.Settings(parsed), logging, leave).ConfigureAwait(false);
                return ExitCodes.Stopped;
            }
            var grpc = new GrpcServerOptions { Listen = new GrpcListenOptions { Listen = parsed.GetValue(listen)! }, Name = parsed.GetValue(name) ?? $"server-{Environment.ProcessId}", Balancers = transport.Balancers(parsed) };
            SettingProblems.Refuse(grpc.Problems());
            await using var redis = new RedisConnection(transport.Redis(parsed));
            await using var store = new RedisCoefficientStore(redis);
            var server = new ComputeServer(store, options, TimeProvider.System, Random.Shared.NextDouble);
            await using IReadingQueue queue = transport.OpenQueue(parsed, grpc, logging.Factory);
            AnsiConsole.MarkupLineInterpolated($"server [bold]{grpc.Name}[/]: readings from {transport.Says(parsed, receives: false)}, coefficients to Redis at {redis.Settings.Address}; Ctrl+C ends it");
            using (TrafficCommand.ShowProgress(false, () => $"{Counted.Of(server.Readings, "reading")} stored, {server.Repeated:N0} of them repeated"))
                await queue.RunAsync(server.ProcessAsync, leave).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCodes.Stopped;
        });
        return command;
    }

    internal static ServerOptions Think(string option, string? text)
    {
        if (text is null) return new ServerOptions();
        string[] parts = text.Split("..", 2);
        if (!double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double least) || !double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double most)
            || !(Math.Abs(least) < 1000) || !(Math.Abs(most) < 1000))
            throw new UsageException($"{option} '{Tables.Plain(text)}' is not LEAST..MOST in seconds, such as 0.5..3.5");
        var options = new ServerOptions { LeastThink = TimeSpan.FromSeconds(least), MostThink = TimeSpan.FromSeconds(most) };
        SettingProblems.Refuse(options.Problems());
        return options;
    }

    private static async Task RunOnLogAsync(WeatherOptions options, NodeLogging logging, CancellationToken leave)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logging.Factory);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(Microsoft.Extensions.Logging.Logger<>)));
        services.AddWeatherServer(options);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        foreach (IHostedService service in hosted) await service.StartAsync(leave).ConfigureAwait(false);
        AnsiConsole.MarkupLineInterpolated($"readings of [bold]{options.ReadingsTopic}[/] go into windows, in [bold]{options.WindowsTopic}[/]; Ctrl+C ends it");
        await Service.RunAsync(leave).ConfigureAwait(false);
        foreach (IHostedService service in hosted.Reverse()) await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
