using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/streets</c>: what the map draws below the traffic.</summary>
internal static class StreetEndpoints
{
    public static void MapStreets(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/streets", (StreetMap streets) => new FeatureCollection<StreetLine>(streets.Lines(), TrafficFeatures.WriteStreet))
        .WithName("GetStreets")
        .WithSummary("The street network, or the outline of the ways that vehicles have taken")
        .Produces<object>(StatusCodes.Status200OK, GeoJson.MediaType);
}
