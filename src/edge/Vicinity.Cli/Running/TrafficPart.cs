using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The traffic application as a part of the gateway.</summary>
internal sealed class TrafficPart(TrafficOptions options) : IGatewayPart
{
    private IServiceProvider? _services;

    public string Name => "traffic";

    /// <summary>The application at a glance; null before the gateway has started.</summary>
    public TrafficSummary? Summary => _services?.GetRequiredService<TrafficBoard>().Summary();

    public void AddServices(IServiceCollection services) => services.AddTraffic(options);

    public void Map(IEndpointRouteBuilder endpoints) => _services = endpoints.ServiceProvider;
}
