using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>A vehicle's track as a GeoJSON feature (RFC 7946), with the time and the speed of each of its places.</summary>
internal sealed class TrackResult(string vehicle, IReadOnlyList<VehicleState> track) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = GeoJson.MediaType;
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        TrafficFeatures.WriteTrack(json, vehicle, track);
    }
}
