using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Puts the traffic application together.</summary>
public static class TrafficServices
{
    /// <summary>Adds the application: ingest, processor and view, directory, sources. It starts with the host.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public static IServiceCollection AddTraffic(this IServiceCollection services, TrafficOptions options)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new Participation(TimeSpan.FromMinutes(options.ParticipationMinutes)));
        services.AddSingleton<RecentReports>();
        services.AddSingleton<TrafficView>();
        services.AddSingleton<IHistory>(provider => provider.GetRequiredService<TrafficView>());
        services.AddSingleton<TrafficIngest>();
        services.AddSingleton<TrafficSources>();
        services.AddSingleton<StreetMap>();
        services.AddSingleton<TrafficProcessor>();
        services.AddSingleton<QuadrantDirectory>();
        services.AddSingleton<TrafficBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<TrafficProcessor>());
        services.AddHostedService(provider => provider.GetRequiredService<QuadrantDirectory>());
        services.AddHostedService<TrafficMetrics>();
        services.AddHostedService<SourceStarter>();
        return services;
    }
}
