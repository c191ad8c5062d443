using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>
/// What one application adds to the gateway. Whatever of it fails is the application's alone: it is shown as down, and the gateway and the other applications go on.
/// </summary>
public interface IGatewayPart
{
    /// <summary>Name of the application, one small word. Its endpoints lie under <c>/api/NAME</c>, its live hub at <c>/live/NAME</c>.</summary>
    string Name { get; }

    /// <summary>Path of its page, such as <c>/traffic</c>; null for none.</summary>
    string? Page => null;

    /// <summary>Listeners besides that of the page, such as one for gRPC. One whose address is taken means that the application is down.</summary>
    IReadOnlyList<PartListener> Listeners => [];

    /// <summary>
    /// Adds what the application consists of: what its endpoints take, its background services (they start with the gateway, in this order), a
    /// <see cref="ReadinessCheck"/> for each thing that may be old or away, an <see cref="Feeds.IHistory"/> for each thing that it counts over time, its live readers
    /// (<see cref="LiveHubs.AddLive{TReader, TPush}"/>). Listeners of other protocols than HTTP are background services. Called once, before the gateway is built.
    /// </summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps the endpoints and live hubs. Called once, before the gateway starts.</summary>
    void Map(IEndpointRouteBuilder endpoints);
}
