using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: what it shows is fresh. What is wrong is named to the operator only.</summary>
internal static class HealthEndpoints
{
    public static void MapHealthEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => TypedResults.Text("ok\n", "text/plain"))
            .WithName("GetHealth").WithTags("Operating").WithSummary("Answers 200 as long as the process works");
        endpoints.MapGet("/readyz", Ready)
            .WithName("GetReadiness").WithTags("Operating").WithSummary("Answers 200 when requests can be served with fresh data, 503 otherwise")
            .Produces<ReadinessAnswer>().Produces<ReadinessAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<ReadinessAnswer> Ready(HttpContext context, OperatorAccess access, Readiness readiness)
    {
        IReadOnlyList<ReadinessItem> items = readiness.Items();
        bool ready = items.All(item => item.Problem is null);
        string status = !ready ? "delayed" : items.Any(item => item.Warning is not null) ? "degraded" : "ready";
        var answer = new ReadinessAnswer(status, access.IsOperator(context) ? items : null);
        return TypedResults.Json(answer, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
