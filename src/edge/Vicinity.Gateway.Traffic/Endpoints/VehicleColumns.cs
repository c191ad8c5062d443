using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>
/// Vehicles as one JSON object of columns, each an array in the same order: a quarter of the bytes that the same vehicles have as GeoJSON. Degrees, metres a
/// second, Unix milliseconds; null where a vehicle did not say.
/// </summary>
internal sealed class VehicleColumns(IReadOnlyList<VehicleState> vehicles) : IResult
{
    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        await WriteAsync("vehicle", static (json, vehicle) => json.WriteStringValue(vehicle.Vehicle)).ConfigureAwait(false);
        await WriteAsync("longitude", static (json, vehicle) => json.WriteNumberValue(Math.Round(vehicle.Longitude, 6))).ConfigureAwait(false);
        await WriteAsync("latitude", static (json, vehicle) => json.WriteNumberValue(Math.Round(vehicle.Latitude, 6))).ConfigureAwait(false);
        await WriteAsync("speed", static (json, vehicle) => WriteNumber(json, vehicle.Speed)).ConfigureAwait(false);
        await WriteAsync("heading", static (json, vehicle) => WriteNumber(json, vehicle.Heading)).ConfigureAwait(false);
        await WriteAsync("timestamp", static (json, vehicle) => json.WriteNumberValue(vehicle.Timestamp)).ConfigureAwait(false);
        json.WriteEndObject();

        async Task WriteAsync(string column, Action<Utf8JsonWriter, VehicleState> write)
        {
            json.WriteStartArray(column);
            foreach (VehicleState vehicle in vehicles)
            {
                write(json, vehicle);
                if (json.BytesPending < FlushBytes) continue;
                json.Flush();
                await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double? value)
    {
        if (value is { } known && double.IsFinite(known)) json.WriteNumberValue(Math.Round(known, 2));
        else json.WriteNullValue();
    }
}
