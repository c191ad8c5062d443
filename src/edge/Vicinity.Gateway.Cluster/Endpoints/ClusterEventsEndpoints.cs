using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.ClusterWatch;

namespace Vicinity.Gateway.Cluster;

/// <summary><c>GET /api/cluster/events</c>: what happened, in words.</summary>
internal static class ClusterEventsEndpoints
{
    public static void MapClusterEvents(this IEndpointRouteBuilder cluster) => cluster
        .MapGet("/events", (ClusterWatcher watcher, long since = 0) =>
        {
            (IReadOnlyList<TimelineEntry> entries, long change) = watcher.Events(since);
            return TypedResults.Ok(new ClusterEventsAnswer(change, entries));
        })
        .WithName("GetClusterEvents")
        .WithSummary("What happened in the cluster, in words: nodes lost and back, elections and what they took")
        .WithDescription("Entries keep their id while news are added to them. Ask with since=CHANGE of the last answer for what is new or has changed.");
}

/// <summary>What <c>GET /api/cluster/events</c> answers.</summary>
/// <param name="Change">The number to ask with the next time.</param>
/// <param name="Entries">The entries by time.</param>
internal sealed record ClusterEventsAnswer(long Change, IReadOnlyList<TimelineEntry> Entries);
