using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary><c>GET /api/status</c>: which program this is and which log it stands on.</summary>
internal static class StatusEndpoints
{
    private static readonly string s_version =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static void MapStatusEndpoints(this IEndpointRouteBuilder endpoints, EngineStatus engine, TimeProvider time)
    {
        long started = time.GetTimestamp();
        endpoints.MapGet("/api/status", (HttpContext context, OperatorAccess access, Readiness readiness, IReadOnlyList<Application> applications) =>
            {
                bool isOperator = access.IsOperator(context);
                return TypedResults.Ok(new StatusAnswer(
                    s_version,
                    engine.ClusterId(),
                    engine.NodeId(),
                    engine.Kind(),
                    isOperator ? engine.BootstrapServers : null,
                    Math.Round(time.GetElapsedTime(started).TotalSeconds, 1),
                    isOperator ? engine.KafkaAddress : null,
                    !readiness.IsReady,
                    [.. applications.Select(a => a.Status).Select(s => isOperator ? s : s with { Problem = null })]));
            })
            .WithName("GetStatus").WithTags("Operating")
            .WithSummary("Version, log and running time of this program")
            .WithDescription("Addresses are shown to the operator only.");
    }
}
