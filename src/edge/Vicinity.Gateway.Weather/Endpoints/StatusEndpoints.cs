using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary><c>GET /api/weather/status</c>: how the application is doing.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder weather) => weather
        .MapGet("/status", (StatusAnswers answers, SensorsRule rule, HttpContext context) => TypedResults.Ok(answers.Now(rule.IsOperator(context))))
        .WithName("GetWeatherStatus")
        .WithSummary("Rates, open windows, late and dropped readings, servers and their load, transports with their guarantees and latency")
        .WithDescription("What keeps a component from its work is told to the operator alone; others are told that there is something.");
}
