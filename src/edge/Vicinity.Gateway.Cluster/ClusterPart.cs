using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.ClusterWatch;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Cluster;

/// <summary>The cluster in the gateway: its state and events under <c>/api/cluster</c>, its live hub, and the control of nodes that this program started.</summary>
/// <param name="watcher">Watches the cluster from the gateway's start on; the caller ends it.</param>
/// <param name="control">The nodes of this program; null when it started none.</param>
public sealed class ClusterPart(ClusterWatcher watcher, IClusterControl? control = null) : IGatewayPart
{
    /// <summary>Address of the live hub.</summary>
    public const string HubPath = "/live/cluster";

    private const int MaxReaders = 100;

    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public string? Page => "/cluster";

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(watcher);
        services.AddHostedService<WatchStart>();
        services.AddSingleton(new ReadinessCheck(Name, Problem));
        services.AddSingleton<IHistory, EventHistory>();
        services.AddSingleton(new ControlledNodes(control));
        services.AddLive<ClusterReader, ClusterLivePush>(MaxReaders);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder cluster = endpoints.MapGroup("/api/cluster").WithTags("Cluster").ProducesProblem(StatusCodes.Status403Forbidden);
        cluster.RequireAccess<OperatorRule>();
        cluster.MapCluster();
        cluster.MapClusterEvents();
        cluster.MapControl();
        endpoints.MapLiveHub<ClusterHub, OperatorRule>(HubPath);
    }

    private string? Problem() =>
        watcher.Fault is { } fault ? $"the nodes could not be asked: {fault.Message}" : watcher.View.Health == ClusterHealth.Unreachable ? "no node of the cluster answers" : null;
}
