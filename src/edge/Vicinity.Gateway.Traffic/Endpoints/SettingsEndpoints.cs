using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/settings</c>: what a page has to know.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/settings", (TrafficOptions options) => TypedResults.Ok(new SettingsAnswer(
            options.QuadrantZoom, options.ParticipationMinutes, options.StaleSeconds, options.HistorySeconds, options.IsDemo)))
        .WithName("GetTrafficSettings")
        .WithSummary("Zoom of the quadrants, how long a report lets its vehicle read, when a vehicle is out, how far the history reaches");
}

/// <summary>Settings that a page has to know.</summary>
internal sealed record SettingsAnswer(int QuadrantZoom, double ParticipationMinutes, int StaleSeconds, int HistorySeconds, bool Demo);
