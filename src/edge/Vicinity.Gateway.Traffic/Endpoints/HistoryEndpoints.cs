using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Feeds;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/history</c>: the kept history for the time bar.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/history", (TrafficView view) =>
        {
            KeptHistory history = view.History();
            return TypedResults.Ok(new HistoryAnswer(
                history.Range?.Start, history.Range?.End, view.Now, history.BucketLength.TotalSeconds,
                [.. history.Buckets.Select(b => new HistoryBucketAnswer(b.Start, b.Count))]));
        })
        .WithName("GetHistory")
        .WithSummary("From when to when positions are kept, and how many there are over time");
}

/// <summary>The kept history; start and end are null while there is none.</summary>
internal sealed record HistoryAnswer(long? Start, long? End, long Now, double BucketSeconds, IReadOnlyList<HistoryBucketAnswer> Buckets);

/// <summary>Positions of one stretch of time that begins at t (Unix milliseconds).</summary>
internal sealed record HistoryBucketAnswer(long T, long Positions);
