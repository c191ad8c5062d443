using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Contacts;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Contacts;

/// <summary>The contacts application in the gateway: its services, its endpoints under <c>/api/contacts</c>, <c>GET /data</c> as the original program has it, its live hub.</summary>
/// <param name="options">Settings of the application.</param>
public sealed class ContactsPart(ContactsOptions options) : IGatewayPart
{
    /// <summary>Address of the live hub.</summary>
    public const string HubPath = "/live/contacts";

    private const int MaxReaders = 1000;

    private IServiceProvider? _services;

    /// <summary>Adds the database in which reports are kept besides the views, where there is one.</summary>
    public Action<IServiceCollection> Store { get; init; } = _ => { };

    /// <inheritdoc/>
    public string Name => "contacts";

    /// <inheritdoc/>
    public string? Page => "/contacts";

    /// <summary>Follows the log once the gateway has started.</summary>
    internal ContactsProcessor Processor => _services!.GetRequiredService<ContactsProcessor>();

    /// <summary>The views, once the gateway has started.</summary>
    internal SimulationList Simulations => _services!.GetRequiredService<SimulationList>();

    /// <summary>How many people are in each state in the simulation heard of last; null before the start, and while nobody has reported.</summary>
    public HealthCounts? Summary => _services is { } services && services.GetRequiredService<SimulationList>().TryGet(null, out SimulationView? view) ? view.Counts : null;

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddContacts(options);
        services.AddSingleton(provider =>
        {
            ContactsProcessor processor = provider.GetRequiredService<ContactsProcessor>();
            return new ReadinessCheck(Name, () => processor.Health is { Live: true, Delayed: false } ? null : "the reports of people are not read up to the present");
        });
        services.AddSingleton<RunAnswers>();
        Store(services);
        services.AddSingleton(provider =>
        {
            IReportStore[] stores = [.. provider.GetServices<IReportStore>()];
            return new ReadinessCheck($"{Name} store", () => null) { Warning = () => stores.Select(s => Warning(s.Status)).FirstOrDefault(w => w is not null) };
        });
        services.AddSingleton<PrivacyComparisons>();
        services.AddSingleton<PlacesRule>();
        services.AddLive<ContactsReader, ContactsLivePush>(MaxReaders);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        _services = endpoints.ServiceProvider;
        RouteGroupBuilder contacts = endpoints.MapGroup("/api/contacts").WithTags("Contacts");
        contacts.MapSimulations();
        RouteGroupBuilder personal = contacts.MapGroup("").ProducesProblem(StatusCodes.Status403Forbidden);
        personal.RequireAccess<OperatorRule>();
        personal.MapPeople();
        personal.MapPersonal();
        personal.MapRuns();
        personal.MapPrivacy();
        personal.MapInfections();
        personal.MapExport();
        RouteGroupBuilder places = contacts.MapGroup("").ProducesProblem(StatusCodes.Status403Forbidden);
        places.RequireAccess<PlacesRule>();
        places.MapPlaces();
        RouteGroupBuilder original = endpoints.MapGroup("").WithTags("Contacts").ProducesProblem(StatusCodes.Status403Forbidden);
        original.RequireAccess<OperatorRule>();
        original.MapData();
        endpoints.MapLiveHub<ContactsHub, PlacesRule>(HubPath);
    }

    // What is shown comes from the log: a database that is away makes nothing else wrong.
    private static string? Warning(StoreStatus store) =>
        store.Problem is { } problem ? $"the database is {store.DelayedSeconds:0} s behind the reports: {problem}"
        : store.Delayed ? $"the database is {store.DelayedSeconds:0} s behind the reports"
        : null;
}
