using System.Text.Json;
using System.Text.Json.Nodes;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>The components of the demo as processes, and what carries their messages. All end with this process, however that happens.</summary>
internal sealed class WeatherDemo : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly List<(DemoComponent Component, ChildProcess Process)> _components = [];
    private readonly List<IDisposable> _servers = [];
    private readonly DemoPlan _plan;
    private LocalNodes? _nodes;

    private WeatherDemo(DemoPlan plan) => _plan = plan;

    /// <summary>The plan, with the addresses of what was started.</summary>
    public DemoPlan Plan { get; private set; } = null!;

    /// <summary>The components and their processes.</summary>
    public IReadOnlyList<(DemoComponent Component, ChildProcess Process)> Components => _components;

    /// <summary>The servers that carry the messages and that this demo started.</summary>
    public List<ChildProcess> Servers { get; } = [];

    /// <summary>Starts everything.</summary>
    /// <param name="plan">What; where an address is empty and needed, the server is started too.</param>
    /// <param name="progress">Is told what starts.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UsageException">A server is missing or does not start.</exception>
    public static async Task<WeatherDemo> StartAsync(DemoPlan plan, Action<string> progress, CancellationToken cancel)
    {
        var demo = new WeatherDemo(plan);
        try
        {
            await demo.StartServersAsync(progress, cancel).ConfigureAwait(false);
            demo.Plan = demo.Plan.WithAddresses(FreePort.Next);
            progress("the components start");
            foreach (DemoComponent component in demo.Plan.Components())
            {
                cancel.ThrowIfCancellationRequested();
                ChildProcess process = ChildProcess.OfProgram(component.Name, Path.Combine(plan.Folder, $"{component.Name.Replace(' ', '-')}.log"), component.Arguments);
                process.Set("VICINITY__WEATHER__WINDOWMS", plan.WindowMs.ToString(System.Globalization.CultureInfo.InvariantCulture));
                process.Set("VICINITY__WEATHER__LATENESSMS", plan.LatenessMs.ToString(System.Globalization.CultureInfo.InvariantCulture));
                process.Start();
                demo._components.Add((component, process));
            }
            return demo;
        }
        catch
        {
            await demo.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until every sensor has ended by itself, or it is cancelled.</summary>
    public async Task WaitForSensorsAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && Of("sensor").Any(p => p.ExitCode is null)) await Task.Delay(s_look, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends the sensors, which send what they have first, waits until their last windows are at the terminals, and ends the others.</summary>
    /// <param name="cancel">Does not wait for the windows.</param>
    public async Task StopAsync(CancellationToken cancel)
    {
        await StopAsync("sensor").ConfigureAwait(false);
        // Over the log a window of silent sensors is closed by the clock, later.
        var close = TimeSpan.FromMilliseconds(_plan.WindowMs + _plan.LatenessMs + (_plan.Transport == TransportOptions.Log ? 8_000 : 3_000));
        await Task.Delay(close, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (string kind in (string[])["terminal", "proxy", "server", "balancer"]) await StopAsync(kind).ConfigureAwait(false);
    }

    /// <summary>Sums up what sensors told at their ends and what the terminals' files hold.</summary>
    public DemoSummary Summarize()
    {
        long stored = 0, refused = 0, lost = 0;
        foreach (ChildProcess sensor in Of("sensor"))
        {
            if (!TryAnswer(sensor, out JsonNode? told)) continue;
            stored += told!["stored"]!.GetValue<long>();
            refused += told["refused"]!.GetValue<long>();
            lost += told["dropped"]!.GetValue<long>() + told["waiting"]!.GetValue<long>();
        }
        List<DemoTerminal> terminals = [];
        for (int i = 0; i < Of("terminal").Count(); i++) terminals.Add(DemoTerminal.Read(Path.GetFileName(_plan.FileOf(i)), _plan.FileOf(i)));
        return new DemoSummary(stored, refused, lost, terminals);
    }

    /// <summary>The node of the log; null where there is none, or another one was named.</summary>
    public LocalNode? Node => _nodes?.All[0];

    /// <summary>Processes of a kind.</summary>
    public IEnumerable<ChildProcess> Of(string kind) => _components.Where(c => c.Component.Kind == kind).Select(c => c.Process);

    public async ValueTask DisposeAsync()
    {
        foreach ((_, ChildProcess process) in _components) process.Dispose();
        foreach (IDisposable server in _servers) server.Dispose();
        if (_nodes is not null) await _nodes.DisposeAsync().ConfigureAwait(false);
    }

    private static bool TryAnswer(ChildProcess sensor, out JsonNode? told)
    {
        told = null;
        try
        {
            told = JsonNode.Parse(string.Join('\n', sensor.Answer));
        }
        catch (JsonException)
        {
            // It was killed before it told.
        }
        return told is JsonObject;
    }

    private Task StopAsync(string kind) => Task.WhenAll(Of(kind).Select(p => p.StopAsync(s_patience)));

    private async Task StartServersAsync(Action<string> progress, CancellationToken cancel)
    {
        Plan = _plan;
        if (_plan.Transport == TransportOptions.Log)
        {
            if (_plan.Log.Length > 0) return;
            progress("a node of the log starts");
            _nodes = await LocalNodes.StartAsync(1, Path.Combine(_plan.Folder, "log"), null, cancel).ConfigureAwait(false);
            Plan = Plan with { Log = _nodes.BootstrapServers };
            return;
        }
        if (_plan.Redis.Length == 0)
        {
            progress("Redis starts");
            LocalRedis redis = await LocalRedis.StartAsync(Directory.CreateDirectory(Path.Combine(_plan.Folder, "redis")).FullName, cancel).ConfigureAwait(false);
            _servers.Add(redis);
            Servers.Add(redis.Process);
            Plan = Plan with { Redis = redis.Address };
        }
        if (_plan.Transport == TransportOptions.RabbitMq && _plan.Rabbit.Length == 0)
        {
            progress("RabbitMQ starts");
            LocalRabbit rabbit = await LocalRabbit.StartAsync(Directory.CreateDirectory(Path.Combine(_plan.Folder, "rabbitmq")).FullName, cancel).ConfigureAwait(false);
            _servers.Add(rabbit);
            Servers.Add(rabbit.Process);
            Plan = Plan with { Rabbit = rabbit.Address };
        }
    }
}
