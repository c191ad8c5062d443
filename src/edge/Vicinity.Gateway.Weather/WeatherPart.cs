using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Feeds;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>The weather application in the gateway: its services, its endpoints under <c>/api/weather</c>, its live hub.</summary>
/// <param name="options">Settings of the application.</param>
public sealed class WeatherPart(WeatherOptions options) : IGatewayPart
{
    /// <summary>Address of the live hub.</summary>
    public const string HubPath = "/live/weather";

    private const int MaxReaders = 1000;

    private IServiceProvider? _services;

    /// <summary>Adds the components that run in this process: sensors, servers, proxies.</summary>
    public Action<IServiceCollection> Components { get; init; } = _ => { };

    /// <inheritdoc/>
    public string Name => "weather";

    /// <inheritdoc/>
    public string? Page => "/weather";

    /// <summary>The application at a glance; null before the gateway has started.</summary>
    public WeatherSummary? Summary => _services?.GetRequiredService<WeatherBoard>().Summary();

    /// <summary>Follows the readings once the gateway has started.</summary>
    internal WeatherProcessor Processor => _services!.GetRequiredService<WeatherProcessor>();

    /// <summary>Follows the windows once the gateway has started.</summary>
    internal WindowFollower Windows => _services!.GetRequiredService<WindowFollower>();

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddWeather(options);
        services.AddWeatherView();
        services.AddSingleton(provider =>
        {
            WeatherBoard board = provider.GetRequiredService<WeatherBoard>();
            return new ReadinessCheck(Name, board.Problem) { Warning = board.Warning };
        });
        services.AddSingleton<SensorsRule>();
        services.AddSingleton<EverybodyRule>();
        services.AddSingleton<StatusAnswers>();
        services.AddSingleton<ReceivedReadings>();
        services.AddSingleton<ReceivedRate>();
        Components(services);
        services.AddLive<WeatherReader, WeatherLivePush>(MaxReaders);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        _services = endpoints.ServiceProvider;
        RouteGroupBuilder weather = endpoints.MapGroup("/api/weather").WithTags("Weather");
        weather.MapStatus();
        weather.MapWindows();
        weather.MapAlarms();
        weather.MapReceiving();
        weather.MapExport();
        RouteGroupBuilder sensors = weather.MapGroup("").ProducesProblem(StatusCodes.Status403Forbidden);
        sensors.RequireAccess<SensorsRule>();
        sensors.MapReadings();
        endpoints.MapLiveHub<WeatherHub, EverybodyRule>(HubPath);
    }
}
