using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/heatmap</c>: cells with exact counts over a span, and heat.</summary>
internal static class HeatMapEndpoints
{
    public static void MapHeatMap(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/heatmap", (TrafficView view, string? bbox, string? zoom, string? span, string? at) =>
            ViewQuery.TryRead(bbox, zoom, span, at, out ViewQuery? query, out IResult? problem)
                ? new FeatureCollection<HeatMapCell>(
                    view.HeatMap(query.Box, query.Zoom, query.Span, query.At), static (json, cell) => TrafficFeatures.WriteCell(json, cell))
                : problem)
        .WithName("GetHeatMap")
        .WithSummary("Map tiles with the exact number of positions in (at - span, at], and their heat")
        .WithDescription("bbox is west,south,east,north in degrees (the world unless given), zoom 0 to 23 (18), span in seconds (300), at in Unix milliseconds (now). "
            + "The nearest zoom that is kept answers. weight is decayed heat when live, the count as a part of the greatest one at a moment of the history.")
        .Produces<object>(StatusCodes.Status200OK, GeoJson.MediaType)
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
