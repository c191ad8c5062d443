using System.Diagnostics;
using Vicinity.Weather;
using Vicinity.Weather.Grpc;
using Vicinity.Weather.RabbitMq;
using Vicinity.Weather.RabbitMq.Tests;
using Vicinity.Weather.Redis.Tests;

namespace Vicinity.System.Tests;

/// <summary>The direct and the indirect version with all components as processes, each of which is killed while readings are under way.</summary>
public sealed class ComponentKillTests
{
    private const int Sensors = 8;
    private const int WindowMs = 1_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly string[] s_think = ["--think", "0.05..0.2"];
    private static readonly string[] s_windows = ["--window-ms", "1000", "--lateness-ms", "500"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Over_gRPC_each_component_and_the_store_are_killed_and_each_acknowledged_reading_is_in_one_window()
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        using var folder = new TemporaryFolder();
        string[] balancerPorts = [Loopback(), Loopback()], proxyPorts = [Loopback(), Loopback()];
        string balancers = string.Join(',', balancerPorts), proxies = string.Join(',', proxyPorts);
        string[] direct = ["--transport", "grpc"], store = ["--redis", $"redis://{redis.Address}"];
        using var firstBalancer = new WeatherComponent("balancer", "--listen", balancerPorts[0]);
        using var secondBalancer = new WeatherComponent("balancer", "--listen", balancerPorts[1]);
        string[] server = ["server", .. direct, .. store, .. s_think, "--balancer", balancers];
        using var firstServer = new WeatherComponent(server);
        using var secondServer = new WeatherComponent(server);
        using var firstProxy = new WeatherComponent(["proxy", .. direct, .. store, .. s_windows, "--listen", proxyPorts[0]]);
        using var secondProxy = new WeatherComponent(["proxy", .. direct, .. store, .. s_windows, "--listen", proxyPorts[1]]);
        using var called = new TerminalProcess(Path.Combine(folder.Path, "called.jsonl"), [.. direct, "--proxy", proxies, "--name", "called", "--calls"]);
        using var streaming = new TerminalProcess(Path.Combine(folder.Path, "streaming.jsonl"), [.. direct, "--proxy", proxies, "--name", "streaming"]);
        TerminalProcess[] terminals = [called, streaming];
        await using var sensors = new RetryingSensors(Sensors, () => new GrpcReadingSink(new GrpcSensorOptions { Balancers = balancerPorts, DeadlineMs = 5_000 }), Cancel);

        long began = await FreshWindowsAsync("all started", terminals);
        await KillAsync(firstServer, "a server with readings in hand", terminals);
        await KillAsync(firstBalancer, "the balancer in use", terminals);
        await KillAsync(await WorkingAsync(redis, firstProxy, secondProxy), "the working proxy", terminals);
        await redis.KillAsync();
        await redis.StartAsync();
        await FreshWindowsAsync("Redis was killed", terminals);
        await KillTerminalAsync(called, streaming);
        await EndAsync(sensors, began, terminals);
        sensors.Failed.ShouldBeGreaterThan(0, "nobody noticed that Redis was away");
    }

    [Theory(Timeout = 300_000)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Over_RabbitMQ_each_component_and_a_node_are_killed_and_each_acknowledged_reading_is_in_one_window(int nodes)
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        await using RabbitBroker rabbit = await RabbitBroker.StartNewAsync(nodes);
        using var folder = new TemporaryFolder();
        string[] indirect = ["--transport", "rabbitmq", "--rabbitmq", $"amqp://{string.Join(',', rabbit.Nodes.Select(n => n.Address))}"], store = ["--redis", $"redis://{redis.Address}"];
        using var first = new TerminalProcess(Path.Combine(folder.Path, "first.jsonl"), [.. indirect, "--name", "first"]);
        using var second = new TerminalProcess(Path.Combine(folder.Path, "second.jsonl"), [.. indirect, "--name", "second"]);
        TerminalProcess[] terminals = [first, second];
        // A queue takes what sensors send, however slow servers are: they have to be quicker, one alone as well, or windows lag behind.
        string[] server = ["server", .. indirect, .. store, "--think", "0.001..0.004"], proxy = ["proxy", .. indirect, .. store, .. s_windows];
        using var firstServer = new WeatherComponent(server);
        using var secondServer = new WeatherComponent(server);
        // A terminal gets what is sent after it has registered.
        foreach (string queue in (string[])["weather.terminal.first", "weather.terminal.second", "weather.readings"]) await rabbit.KeptAsync(queue);
        using var firstProxy = new WeatherComponent(proxy);
        using var secondProxy = new WeatherComponent(proxy);
        RabbitSettings settings = rabbit.Settings();
        await using var sensors = new RetryingSensors(Sensors, () => new RabbitReadingSink(settings, TimeProvider.System), Cancel);

        long began = await FreshWindowsAsync("all started", terminals);
        await rabbit.Nodes[0].KillAsync();
        if (nodes == 1) await rabbit.Nodes[0].StartAsync();
        await FreshWindowsAsync("a node of RabbitMQ was killed", terminals);
        if (nodes == 1)
        {
            await KillAsync(firstServer, "a server with readings in hand", terminals);
            await KillAsync(await WorkingAsync(redis, firstProxy, secondProxy), "the working proxy", terminals);
            await redis.KillAsync();
            await redis.StartAsync();
            await FreshWindowsAsync("Redis was killed", terminals);
            await KillTerminalAsync(first, second);
        }
        await EndAsync(sensors, began, terminals);
    }

    private static string Loopback() => $"127.0.0.1:{FreePort.Next()}";

    /// <summary>Kills a component, sees the others go on without it, and starts it again.</summary>
    private static async Task KillAsync(WeatherComponent component, string what, TerminalProcess[] terminals)
    {
        component.Kill();
        await FreshWindowsAsync($"{what} was killed", terminals);
        component.Start();
    }

    /// <summary>A terminal is away while windows go on; it comes back and gets them.</summary>
    private static async Task KillTerminalAsync(TerminalProcess killed, TerminalProcess other)
    {
        killed.Kill();
        await FreshWindowsAsync("a terminal was killed", other);
        killed.Start();
        await FreshWindowsAsync("the terminal is back", killed);
    }

    /// <summary>The holder of the lease, by the process in its name.</summary>
    private static async Task<WeatherComponent> WorkingAsync(RedisServer redis, params WeatherComponent[] proxies)
    {
        await using StackExchange.Redis.ConnectionMultiplexer connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.Address);
        WeatherComponent? working = null;
        await UntilAsync(
            async () =>
            {
                string lease = (string?)await connection.GetDatabase().StringGetAsync("{weather}:lease") ?? "";
                working = proxies.FirstOrDefault(p => lease.Contains($"-{p.Id}#", StringComparison.Ordinal));
                return working is not null;
            },
            () => "a proxy holds the lease");
        return working!;
    }

    /// <summary>Waits until the terminals have readings that were taken after this moment.</summary>
    /// <returns>The moment at which they have them.</returns>
    private static async Task<long> FreshWindowsAsync(string since, params TerminalProcess[] terminals)
    {
        long after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (TerminalProcess terminal in terminals)
            await UntilAsync(async () => (await terminal.WindowsAsync(Cancel)).Any(w => w.Start >= after && w.Count > 0), () => $"fresh windows come since {since}: {terminal.Output}");
        return DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    }

    /// <param name="sensors">What sent the readings.</param>
    /// <param name="began">A moment after which each window is told, also an empty one; before the first proxy worked only those with readings are.</param>
    /// <param name="terminals">What has to have the windows.</param>
    private static async Task EndAsync(RetryingSensors sensors, long began, TerminalProcess[] terminals)
    {
        await sensors.StopAsync();
        Dictionary<(Quantity, WindowScope, string, long), Window> expected = DirectWindows.Of(sensors.Acknowledged, WindowMs);
        long all = expected.Values.Sum(w => w.Count);
        foreach (TerminalProcess terminal in terminals)
        {
            IReadOnlyList<Window> windows = [];
            await UntilAsync(
                async () => (windows = await terminal.WindowsAsync(Cancel)).Where(w => w.Count > 0).GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number)).Sum(g => g.MaxBy(w => w.Revision)!.Count) >= all,
                () => $"all {all} values are in windows: {terminal.Output}");
            DirectWindows.ShouldBe(windows, expected, "after the kills");
            windows.GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Number, w.Revision)).Where(g => g.Count() > 1).ShouldBeEmpty("a window is kept twice");
            foreach (Quantity quantity in (Quantity[])[Quantity.Wellness, Quantity.Pollution])
            {
                long[] numbers = [.. windows.Where(w => w.Quantity == quantity && w is { Scope: WindowScope.All, Revision: 0 } && w.Start >= began).Select(w => w.Number).Order()];
                numbers.Length.ShouldBeGreaterThan(1);
                numbers.ShouldBe(Enumerable.Range(0, numbers.Length).Select(n => numbers[0] + n), "a window was left out");
            }
        }
        sensors.Acknowledged.Count.ShouldBeGreaterThan(Sensors * 10);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"not within {s_patience}: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancel);
        }
    }
}
