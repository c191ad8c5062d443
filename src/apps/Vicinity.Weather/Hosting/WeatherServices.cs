using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Vicinity.Weather;

/// <summary>Puts the weather application together.</summary>
public static class WeatherServices
{
    /// <summary>Adds the application. It starts with the host.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public static IServiceCollection AddWeather(this IServiceCollection services, WeatherOptions options)
    {
        services.AddWeatherServer(options);
        services.TryAddSingleton<ReadingWriter>();
        if (options.DemoSensors > 0) services.AddHostedService<DemoSensors>();
        return services;
    }

    /// <summary>Adds what puts the readings of the log into windows, and nothing else of the application: any number of processes share the work. It starts with the host.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public static IServiceCollection AddWeatherServer(this IServiceCollection services, WeatherOptions options)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<WindowProcessor>();
        services.AddSingleton<WindowMerger>();
        services.AddHostedService(provider => provider.GetRequiredService<WindowProcessor>());
        services.AddHostedService(provider => provider.GetRequiredService<WindowMerger>());
        return services;
    }
}
