using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>Puts the contacts application together.</summary>
public static class ContactsServices
{
    /// <summary>Adds the application: writer, processor and views, the crowd. It starts with the host.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public static IServiceCollection AddContacts(this IServiceCollection services, ContactsOptions options)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
        services.AddContactsErasures(options);
        services.AddSingleton<ReportWriter>();
        services.AddSingleton<ContactsProcessor>();
        services.AddSingleton<RunWriter>();
        services.AddSingleton<RunFollower>();
        services.AddSingleton<RunService>();
        services.AddSingleton<ErasedWriter>();
        services.AddSingleton<PersonalRequests>();
        services.AddSingleton<IPersonalData, ViewedPersonalData>();
        services.AddSingleton<RejectedCounts>();
        services.AddSingleton<RejectedReports>();
        services.AddSingleton<IHistory>(provider => provider.GetRequiredService<ContactsProcessor>().History);
        services.AddHostedService(provider => provider.GetRequiredService<ContactsProcessor>());
        // It looks at all that the follower reads.
        services.AddHostedService(provider => provider.GetRequiredService<RunService>());
        services.AddHostedService(provider => provider.GetRequiredService<RunFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<RejectedReports>());
        return services;
    }

    /// <summary>Adds what knows who was erased, and nothing else of the application: for a process that has no views. Settings are checked already.</summary>
    public static IServiceCollection AddContactsErasures(this IServiceCollection services, ContactsOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<RunList>();
        services.AddSingleton<SimulationList>();
        services.AddSingleton<ErasedPeople>();
        services.AddSingleton<ErasedFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasedFollower>());
        return services;
    }
}
