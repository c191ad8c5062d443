using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary><c>GET /api/cluster</c>: nodes, partitions, who leads and who follows.</summary>
internal static class ClusterEndpoints
{
    public static void MapCluster(this IEndpointRouteBuilder cluster) => cluster
        .MapGet("", (ClusterWatcher watcher, ControlledNodes controlled) => TypedResults.Ok(new ClusterAnswer(watcher.View, controlled.All)))
        .WithName("GetCluster")
        .WithSummary("Nodes, partitions, who leads and who follows, epochs, lag, disk and rates")
        .WithDescription("Lag is in records and in milliseconds since the follower had all that the leader had. With Apache Kafka there is what its metadata tell.");
}

/// <summary>What <c>GET /api/cluster</c> answers.</summary>
/// <param name="Cluster">The cluster as of the last round of questions to its nodes.</param>
/// <param name="Controlled">The nodes that this program started and that may be killed, paused and restarted here.</param>
internal sealed record ClusterAnswer(ClusterView Cluster, IReadOnlyList<ControlledNode> Controlled);
