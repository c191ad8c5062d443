using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Feeds;

namespace Vicinity.Gateway;

/// <summary><c>GET /api/history</c>: what all applications keep of the past, for the time bar.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistoryEndpoints(this IEndpointRouteBuilder endpoints, TimeProvider time) => endpoints
        .MapGet("/api/history", (IReadOnlyList<Application> applications) =>
        {
            (IHistory History, KeptHistory Kept)[] kept = [.. applications.SelectMany(a => a.ReadHistories())];
            HistoryRange? whole = kept.Select(h => h.Kept.Range).Aggregate(default(HistoryRange?), HistoryRange.Union);
            return TypedResults.Ok(new HistoryAnswer(
                whole?.Start,
                whole?.End,
                time.GetUtcNow().ToUnixTimeMilliseconds(),
                [.. kept.Select(h => SeriesAnswer.Of(h.History, h.Kept))]));
        })
        .WithName("GetHistoryOfAll").WithTags("Operating")
        .WithSummary("From when to when the applications keep what happened, and how much there was over time");
}

/// <summary>What <c>GET /api/history</c> answers. Times are Unix milliseconds.</summary>
/// <param name="Start">The first moment that any application keeps; null when none keeps any.</param>
/// <param name="End">The last one.</param>
/// <param name="Now">The present.</param>
/// <param name="Series">One for each thing that is counted.</param>
internal sealed record HistoryAnswer(long? Start, long? End, long Now, IReadOnlyList<SeriesAnswer> Series);

/// <summary>What is kept of one thing.</summary>
/// <param name="Name">What is counted, in the plural.</param>
/// <param name="ReachSeconds">How far back it reaches at most.</param>
/// <param name="Start">The first moment that is kept; null for none.</param>
/// <param name="End">The last one.</param>
/// <param name="BucketSeconds">Length of a stretch.</param>
/// <param name="Buckets">The stretches that hold something, oldest first.</param>
internal sealed record SeriesAnswer(string Name, double ReachSeconds, long? Start, long? End, double BucketSeconds, IReadOnlyList<SeriesBucket> Buckets)
{
    public static SeriesAnswer Of(IHistory history, KeptHistory kept) =>
        new(history.Counted, history.Reach.TotalSeconds, kept.Range?.Start, kept.Range?.End, kept.BucketLength.TotalSeconds, [.. kept.Buckets.Select(b => new SeriesBucket(b.Start, b.Count))]);
}

/// <summary>How much there was in the stretch that begins at t.</summary>
internal sealed record SeriesBucket(long T, long Amount);
