using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>What one application adds to the gateway: its services, endpoints and live hubs.</summary>
public interface IGatewayPart
{
    /// <summary>Name of the application, as logs show it.</summary>
    string Name { get; }

    /// <summary>Adds what the endpoints take. Called once, before the gateway is built.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps the endpoints. Called once, before the gateway starts.</summary>
    void Map(IEndpointRouteBuilder endpoints);
}
