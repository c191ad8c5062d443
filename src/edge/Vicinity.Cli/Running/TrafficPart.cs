using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The traffic application as a part of the gateway, with a look inside for the terminal.</summary>
internal sealed class TrafficPart(TrafficOptions options) : IGatewayPart
{
    private readonly TrafficGatewayPart _part = new(options);
    private IServiceProvider? _services;

    public string Name => "traffic";

    /// <summary>The application at a glance; null before the gateway has started.</summary>
    public TrafficSummary? Summary => _services?.GetRequiredService<TrafficBoard>().Summary();

    public void AddServices(IServiceCollection services) => _part.AddServices(services);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        _part.Map(endpoints);
        _services = endpoints.ServiceProvider;
    }
}
