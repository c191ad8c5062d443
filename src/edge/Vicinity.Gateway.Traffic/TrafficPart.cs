using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>The traffic application in the gateway: its services, its endpoints under <c>/api/traffic</c>, its live hub.</summary>
/// <param name="options">Settings of the application.</param>
public sealed class TrafficPart(TrafficOptions options) : IGatewayPart
{
    /// <summary>Address of the live hub.</summary>
    public const string HubPath = "/live/traffic";

    private const int MaxReaders = 1000;

    private IServiceProvider? _services;

    /// <inheritdoc/>
    public string Name => "traffic";

    /// <inheritdoc/>
    public string? Page => "/traffic";

    /// <summary>The application at a glance; null before the gateway has started.</summary>
    public TrafficSummary? Summary => _services?.GetRequiredService<TrafficBoard>().Summary();

    /// <summary>Follows the log once the gateway has started.</summary>
    internal TrafficProcessor Processor => _services!.GetRequiredService<TrafficProcessor>();

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddTraffic(options);
        services.AddSingleton(provider =>
        {
            TrafficBoard board = provider.GetRequiredService<TrafficBoard>();
            return new ReadinessCheck(Name, board.Problem) { Warning = board.Warning };
        });
        services.AddSingleton<ReaderAccess>();
        services.AddSingleton<ReceivedPositions>();
        services.AddLive<TrafficReader, TrafficLivePush>(MaxReaders);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        _services = endpoints.ServiceProvider;
        RouteGroupBuilder traffic = endpoints.MapGroup("/api/traffic").WithTags("Traffic");
        traffic.MapSummary();
        traffic.MapSettings();
        traffic.MapQuadrants();
        traffic.MapHistory();
        traffic.MapStreets();
        traffic.MapPhone();
        traffic.MapPositions();
        traffic.MapOsmAnd();
        traffic.MapOwnTracks();
        RouteGroupBuilder readers = traffic.MapGroup("").ProducesProblem(StatusCodes.Status403Forbidden);
        readers.RequireAccess<ReaderAccess>();
        readers.MapHeatMap();
        readers.MapVehicles();
        readers.MapTracks();
        readers.MapComparison();
        endpoints.MapLiveHub<TrafficHub, ReaderAccess>(HubPath);
    }
}
