using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Gateway;

/// <summary>An application in the gateway: adds its part, and keeps its faults to itself. Thread-safe once the gateway has started.</summary>
/// <param name="part">What the application adds.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class Application(IGatewayPart part, ILogger log)
{
    // What the host asks of an application is asked of one that has started alone, so that one which cannot be made spoils nobody else's answer.
    private static readonly Type[] s_owned = [typeof(IHostedService), typeof(ReadinessCheck), typeof(IHistory)];

    private readonly Lock _lock = new();
    private IReadOnlyList<IHistory> _histories = [];
    private int _historyTold;
    private volatile bool _isMissing;
    private ApplicationState _state;
    private string? _problem = "it is starting";

    /// <summary>What it is and how it is doing.</summary>
    public ApplicationStatus Status
    {
        get
        {
            lock (_lock) return new ApplicationStatus(part.Name, part.Page, _state, _problem, !_isMissing);
        }
    }

    /// <summary>Whether it never came up: its endpoints are not reached. One that has ended later goes on showing what it knows.</summary>
    public bool IsMissing => _isMissing;

    /// <summary>What it says of its data; empty until it has started.</summary>
    public IReadOnlyList<ReadinessCheck> Checks { get; private set; } = [];

    /// <summary>Finds out whether its addresses can be listened on.</summary>
    public void CheckListeners(Action<PartListener> ensureFree) => Try("listen", () =>
    {
        foreach (PartListener listener in part.Listeners) ensureFree(listener);
    });

    /// <summary>Opens its addresses.</summary>
    public void Listen(KestrelServerOptions kestrel)
    {
        if (IsMissing) return;
        foreach (PartListener listener in part.Listeners) listener.Listen(kestrel);
    }

    /// <summary>Adds its services; none where one of them cannot be added. Its background services are run by <see cref="ApplicationRunner"/>.</summary>
    public void AddServices(IServiceCollection services)
    {
        if (IsMissing) return;
        ServiceDescriptor[] before = [.. services];
        if (!Try("set up", () => part.AddServices(services)))
        {
            services.Clear();
            foreach (ServiceDescriptor service in before) services.Add(service);
            return;
        }

        var others = new HashSet<ServiceDescriptor>(before, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < services.Count; i++)
            if (services[i] is { IsKeyedService: false } service && s_owned.Contains(service.ServiceType) && !others.Contains(service)) services[i] = OwnedBy(this, service);
        services.AddSingleton<IHostedService>(provider => new ApplicationRunner(this, provider));
    }

    /// <summary>Maps its endpoints.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (IsMissing) return;
        RouteGroupBuilder own = endpoints.MapGroup("");
        own.WithMetadata(this);
        Try("map its endpoints", () => part.Map(own));
    }

    /// <summary>What it keeps of the past. A history that cannot be read is left out, and told once.</summary>
    public IEnumerable<(IHistory History, KeptHistory Kept)> ReadHistories()
    {
        foreach (IHistory history in _histories)
        {
            KeptHistory kept;
            try
            {
                kept = history.Read();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                if (Interlocked.Exchange(ref _historyTold, 1) == 0) LogHistory(part.Name, fault.Message, fault);
                continue;
            }

            yield return (history, kept);
        }
    }

    /// <summary>It has started.</summary>
    /// <param name="services">Has what the application owns, under the application as the key.</param>
    public void Start(IServiceProvider services)
    {
        (Checks, _histories) = ([.. services.GetKeyedServices<ReadinessCheck>(this)], [.. services.GetKeyedServices<IHistory>(this)]);
        lock (_lock)
        {
            if (_state != ApplicationState.Starting) return;
            (_state, _problem) = (ApplicationState.Running, null);
        }

        LogRuns(part.Name);
    }

    /// <summary>It could not start.</summary>
    public void Fail(string step, Exception fault)
    {
        _isMissing = true;
        GoDown($"it could not {step}: {fault.Message}", fault);
    }

    /// <summary>A part of it has ended, and will not go on by itself.</summary>
    public void End(string service, Exception? fault) => GoDown($"{service} has ended{(fault is null ? "" : $": {fault.Message}")}", fault);

    private void GoDown(string problem, Exception? fault)
    {
        lock (_lock) (_state, _problem) = (ApplicationState.Down, problem);
        LogDown(part.Name, problem, fault);
    }

    private bool Try(string step, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Fail(step, fault);
            return false;
        }
    }

    private static ServiceDescriptor OwnedBy(Application owner, ServiceDescriptor service) => service switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(service.ServiceType, owner, instance),
        { ImplementationFactory: { } make } => new ServiceDescriptor(service.ServiceType, owner, (provider, _) => make(provider), service.Lifetime),
        _ => new ServiceDescriptor(service.ServiceType, owner, service.ImplementationType!, service.Lifetime),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "What the application '{Name}' keeps of the past cannot be read: {Reason}")]
    private partial void LogHistory(string name, string reason, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "The application '{Name}' runs")]
    private partial void LogRuns(string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The application '{Name}' is down: {Problem}. The log and the other applications go on")]
    private partial void LogDown(string name, string problem, Exception? fault);
}
