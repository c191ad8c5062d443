using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/vehicles</c>: precise positions.</summary>
internal static class VehicleEndpoints
{
    public static void MapVehicles(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/vehicles", (TrafficView view, string? bbox, string? at) =>
        {
            if (!ViewQuery.TryRead(bbox, null, null, at, out ViewQuery? query, out IResult? problem)) return problem;
            long now = query.At ?? view.Now;
            int zoom = view.Quadrants.Zoom;
            return new FeatureCollection<VehicleState>(
                view.Vehicles(query.Box, query.At), (json, vehicle) => TrafficFeatures.WriteVehicle(json, vehicle, now, zoom));
        })
        .WithName("GetVehicles")
        .WithSummary("The latest position of each vehicle, now or at a moment of the kept history")
        .WithDescription("bbox is west,south,east,north in degrees (the world unless given), at in Unix milliseconds (now).")
        .Produces<object>(StatusCodes.Status200OK, GeoJson.MediaType)
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
