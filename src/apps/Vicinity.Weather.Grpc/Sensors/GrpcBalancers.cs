using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc;

/// <summary>Connections to balancers, for any number of sensors of a process. Thread-safe.</summary>
public sealed class GrpcBalancers : IDisposable
{
    private readonly GrpcChannel[] _channels;

    /// <summary>Opens them; they connect with the first call.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public GrpcBalancers(GrpcSensorOptions options)
    {
        OptionBounds.Check(options.Problems());
        _channels = [.. options.Balancers.Select(b => GrpcDial.Open(b, options.Dial, pings: true))];
        Addresses = options.Balancers;
        Clients = [.. _channels.Select(c => new V1.Balancer.BalancerClient(c))];
    }

    internal IReadOnlyList<string> Addresses { get; }

    internal IReadOnlyList<V1.Balancer.BalancerClient> Clients { get; }

    /// <summary>Ends all calls.</summary>
    public void Dispose()
    {
        foreach (GrpcChannel channel in _channels) channel.Dispose();
    }
}
