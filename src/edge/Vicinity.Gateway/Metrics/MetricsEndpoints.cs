using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary><c>GET /metrics</c> in the Prometheus text format 0.0.4.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetricsEndpoints(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", (MetricsCollector metrics) => TypedResults.Text(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8"))
            .WithName("GetMetrics").WithTags("Operating").WithSummary("All metrics in the Prometheus text format");
}
