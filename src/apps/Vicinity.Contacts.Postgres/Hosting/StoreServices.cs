using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Contacts.Postgres;

/// <summary>Puts the store together.</summary>
public static class StoreServices
{
    /// <summary>Adds the store that <see cref="ContactsOptions.Store"/> names, and nothing where it names none. It starts with the host; the application's services are there already.</summary>
    /// <exception cref="StoreException">The connection string cannot be read.</exception>
    public static IServiceCollection AddContactsStore(this IServiceCollection services, ContactsOptions options)
    {
        if (options.Store.Length == 0) return services;
        StoreConnection place = StoreConnection.Parse(options.Store);
        services.AddSingleton(place);
        services.AddSingleton(_ => place.CreateSource());
        if (services.All(s => s.ServiceType != typeof(RunFollower)))
        {
            services.AddSingleton<RunFollower>();
            services.AddHostedService(provider => provider.GetRequiredService<RunFollower>());
        }
        services.AddSingleton<StoreService>();
        services.AddSingleton<IReportStore>(provider => provider.GetRequiredService<StoreService>());
        services.AddSingleton<IPersonalData, StoredPersonalData>();
        services.AddSingleton<StoreMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreService>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreMetrics>());
        return services;
    }
}
