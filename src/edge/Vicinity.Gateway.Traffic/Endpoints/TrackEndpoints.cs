using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/track</c>: the way that a vehicle has taken.</summary>
internal static class TrackEndpoints
{
    private const int DefaultSpanSeconds = 300;

    public static void MapTracks(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/track", (TrafficView view, string? of, string? span, string? at) =>
        {
            if (!ViewQuery.TryRead(null, null, string.IsNullOrEmpty(span) ? $"{DefaultSpanSeconds}" : span, at, out ViewQuery? query, out IResult? problem)) return problem;
            if (string.IsNullOrEmpty(of))
                return TypedResults.Problem(title: "The request cannot be read", detail: "of must name a vehicle", statusCode: StatusCodes.Status400BadRequest);
            long to = query.At ?? view.Now;
            return new TrackResult(of, view.Track(of, to - query.Span, to));
        })
        .WithName("GetTrack")
        .WithSummary("The kept positions of a vehicle, in the order of time")
        .WithDescription(
            "of is the vehicle's id. A GeoJSON feature whose line has one place for each position of the last span seconds (300 unless given) before at (Unix milliseconds, now unless "
            + $"given); its properties tell the time and the speed of each. At most the newest {TrafficView.LongestTrack} positions. Without positions the geometry is null.")
        .Produces<object>(StatusCodes.Status200OK, GeoJson.MediaType)
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
