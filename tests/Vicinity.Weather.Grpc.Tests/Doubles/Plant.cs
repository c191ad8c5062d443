using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>Balancers, servers and sensors that know each other, over real sockets.</summary>
internal sealed class Plant : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _all = [];

    public MemoryStore Store { get; } = new();

    public List<GrpcBalancer> Balancers { get; } = [];

    public static async Task<Plant> StartAsync(int servers, BalancerOptions? balancer = null, GrpcServerOptions? server = null)
    {
        var plant = new Plant();
        await plant.AddBalancerAsync(balancer);
        for (int i = 0; i < servers; i++) await plant.AddServerAsync(server);
        return plant;
    }

    public async Task<GrpcBalancer> AddBalancerAsync(BalancerOptions? options = null)
    {
        GrpcBalancer balancer = await GrpcBalancer.StartAsync(options ?? new BalancerOptions { HeartbeatMs = 3_000 }, NullLoggerFactory.Instance, cancel: TestContext.Current.CancellationToken);
        Balancers.Add(balancer);
        _all.Add(balancer);
        return balancer;
    }

    public async Task<Server> AddServerAsync(GrpcServerOptions? options = null, Relay? relay = null)
    {
        Server server = await Server.StartAsync(Store, (options ?? new GrpcServerOptions()) with { Balancers = [.. Balancers.Select(b => b.Address)], Advertised = relay?.Address });
        relay?.To(server.Address);
        _all.Add(server);
        string known = relay?.Address ?? server.Address;
        foreach (GrpcBalancer balancer in Balancers) await Soon.IsTrueAsync(() => balancer.Status.Servers.Any(s => s.Address == known && s.IsServing), "the server serves");
        return server;
    }

    public GrpcReadingSink Sink(bool streams, GrpcSensorOptions? options = null)
    {
        var sink = new GrpcReadingSink((options ?? new GrpcSensorOptions()) with { Balancers = [.. Balancers.Select(b => b.Address)], Streams = streams });
        _all.Add(sink);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in Enumerable.Reverse(_all)) await one.DisposeAsync();
    }
}
