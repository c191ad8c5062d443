using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: everything that it needs is there. What is missing is named to the operator only.</summary>
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

    private static JsonHttpResult<ReadinessAnswer> Ready(HttpContext context, OperatorAccess access, IEnumerable<ReadinessCheck> checks)
    {
        ReadinessItem[] items = [.. checks.Select(check => new ReadinessItem(check.Name, ProblemOf(check)))];
        bool ready = items.All(item => item.Problem is null);
        var answer = new ReadinessAnswer(ready ? "ready" : "delayed", access.IsOperator(context) ? items : null);
        return TypedResults.Json(answer, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static string? ProblemOf(ReadinessCheck check)
    {
        try
        {
            return check.Problem();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }
}
