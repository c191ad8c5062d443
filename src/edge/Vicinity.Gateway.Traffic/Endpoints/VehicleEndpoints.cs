using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/vehicles</c>: precise positions.</summary>
internal static class VehicleEndpoints
{
    private const string Features = "geojson";
    private const string Columns = "columns";

    public static void MapVehicles(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/vehicles", (TrafficView view, HttpContext context, string? bbox, string? at, string? limit, string? after, string? format) =>
        {
            if (!ViewQuery.TryRead(bbox, null, null, at, out ViewQuery? query, out IResult? problem) || !PageQuery.TryRead(limit, after, out PageQuery? page, out problem)) return problem;
            if (format is not (null or "" or Features or Columns))
                return TypedResults.Problem(title: "The request cannot be read", detail: $"format is neither {Features} nor {Columns}", statusCode: StatusCodes.Status400BadRequest);
            IReadOnlyList<VehicleState> vehicles = page.Of(view.Vehicles(query.Box, query.At), vehicle => vehicle.Vehicle, context);
            if (format == Columns) return new VehicleColumns(vehicles);
            long now = query.At ?? view.Now;
            int zoom = view.Quadrants.Zoom;
            return new FeatureCollection<VehicleState>(vehicles, (json, vehicle) => TrafficFeatures.WriteVehicle(json, vehicle, now, zoom));
        })
        .WithName("GetVehicles")
        .WithSummary("The latest position of each vehicle, now or at a moment of the kept history")
        .WithDescription("bbox is west,south,east,north in degrees (the world unless given), at in Unix milliseconds (now). With limit the answer has at most so many vehicles, in the order of their names; "
            + "the Link header leads to the next page, which begins behind the vehicle named by after. format=columns answers a quarter of the bytes: one array per property.")
        .Produces<object>(StatusCodes.Status200OK, GeoJson.MediaType)
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
