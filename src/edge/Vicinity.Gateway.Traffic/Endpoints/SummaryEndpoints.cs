using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/summary</c>: the application at a glance.</summary>
internal static class SummaryEndpoints
{
    public static void MapSummary(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/summary", (TrafficBoard board) => TypedResults.Ok(board.Summary()))
        .WithName("GetTrafficSummary")
        .WithSummary("Counts, rates, sources, and whether what is shown is delayed");
}
