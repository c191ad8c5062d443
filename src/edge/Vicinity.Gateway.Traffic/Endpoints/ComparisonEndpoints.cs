using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/comparison</c>: the heat map beside the precise positions.</summary>
internal static class ComparisonEndpoints
{
    public static void MapComparison(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/comparison", (TrafficView view, string? bbox, string? zoom, string? span, string? at) =>
            ViewQuery.TryRead(bbox, zoom, span, at, out ViewQuery? query, out IResult? problem)
                ? TypedResults.Ok(view.Compare(query.Box, query.Zoom, query.Span, query.At))
                : problem)
        .WithName("GetComparison")
        .WithSummary("How far the heat map is from the precise positions")
        .WithDescription("A vehicle is represented by the hottest cell among its own and those that touch it; its error is the distance to that cell's centre.")
        .Produces<Comparison>()
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
