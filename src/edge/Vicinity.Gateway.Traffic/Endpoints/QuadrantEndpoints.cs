using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/quadrants</c>: the quadrants, their topics and who keeps them.</summary>
internal static class QuadrantEndpoints
{
    public static void MapQuadrants(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/quadrants", (TrafficBoard board) => TypedResults.Ok(board.Quadrants()))
        .WithName("GetQuadrants")
        .WithSummary("The quadrants of the map with counts, rates, leaders and replicas");
}
