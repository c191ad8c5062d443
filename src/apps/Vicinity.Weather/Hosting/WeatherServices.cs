using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vicinity.Feeds;

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
        services.AddSingleton<IWeatherComponent, ProcessorComponent>();
        services.AddSingleton<IWeatherComponent, MergerComponent>();
        services.AddSingleton<ComponentWriter>();
        services.AddHostedService<ComponentReporter>();
        return services;
    }

    /// <summary>Adds what shows the weather: it follows readings, steps, windows and components in the log, and writes readings. Needs what <see cref="AddWeather"/> adds. It starts with the host.</summary>
    public static IServiceCollection AddWeatherView(this IServiceCollection services)
    {
        services.AddSingleton<SensorView>();
        services.AddSingleton<WindowView>();
        services.AddSingleton<StepView>();
        services.AddSingleton<AlarmView>();
        services.AddSingleton<ComponentView>();
        services.AddSingleton<WeatherBoard>();
        services.AddSingleton<WeatherProcessor>();
        services.AddSingleton<WindowFollower>();
        services.AddSingleton<StepFollower>();
        services.AddSingleton<ComponentFollower>();
        services.TryAddSingleton<ReadingWriter>();
        services.AddSingleton<IHistory>(provider => provider.GetRequiredService<WeatherProcessor>().History);
        services.AddHostedService(provider => provider.GetRequiredService<WeatherProcessor>());
        services.AddHostedService(provider => provider.GetRequiredService<StepFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<WindowFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<ComponentFollower>());
        return services;
    }
}
