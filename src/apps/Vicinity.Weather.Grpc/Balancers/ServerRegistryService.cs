using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>The registrations of compute servers.</summary>
internal sealed class ServerRegistryService(BalancerOptions options, ServerTable servers) : V1.ServerRegistry.ServerRegistryBase
{
    private const int MostNameLength = 64;
    private const int MostCapacity = 100_000;

    public override Task<V1.ServerLease> register_server(V1.ServerRegistration request, ServerCallContext context)
    {
        if (PeerAddress.Problem(request.Address) is { } wrong) throw Statuses.Refused(wrong);
        if (request.Name.Length > MostNameLength) throw Statuses.Refused($"the name has {request.Name.Length} characters and may have {MostNameLength}: it is shown to people");
        if (request.Capacity is < 1 or > MostCapacity) throw Statuses.Refused($"the capacity is {request.Capacity}, not between 1 and {MostCapacity}: so many calls go to the server at once");
        servers.Register(request.Address, request.Name, request.Capacity);
        return Task.FromResult(new V1.ServerLease { HeartbeatMs = options.HeartbeatMs });
    }

    public override Task<V1.ServerUnregistered> unregister_server(V1.ServerRegistration request, ServerCallContext context)
    {
        servers.Unregister(request.Address);
        return Task.FromResult(new V1.ServerUnregistered());
    }
}
