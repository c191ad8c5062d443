using System.Text.Json;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway;

/// <summary>Traffic's features in GeoJSON: places are longitude, latitude; polygons go round counter-clockwise.</summary>
internal static class GeoJson
{
    public const string MediaType = "application/geo+json";

    /// <summary>About a centimetre: more digits are noise.</summary>
    public static double Round(double degrees) => Math.Round(degrees, 7);

    public static void WriteVehicle(Utf8JsonWriter json, in VehicleState vehicle, long now, int quadrantZoom)
    {
        StartFeature(json, "Point"u8);
        WritePlace(json, vehicle.Longitude, vehicle.Latitude);
        StartProperties(json);
        json.WriteString("vehicle"u8, vehicle.Vehicle);
        WriteNumber(json, "speed"u8, vehicle.Speed);
        WriteNumber(json, "heading"u8, vehicle.Heading);
        json.WriteNumber("timestamp"u8, vehicle.Timestamp);
        json.WriteString("quadkey"u8, TileKey.ToQuadKey(TileKey.Ancestor(vehicle.Key, quadrantZoom)));
        json.WriteNumber("ageSeconds"u8, Math.Max(0, now - vehicle.Timestamp) / 1000.0);
        if (vehicle.Source == PositionSource.Unknown) json.WriteNull("source"u8);
        else json.WriteString("source"u8, PositionRecord.NameOf(vehicle.Source));
        EndFeature(json);
    }

    public static void WriteCell(Utf8JsonWriter json, in HeatMapCell cell)
    {
        BoundingBox box = Tile.FromKey(cell.Key).Bounds;
        StartFeature(json, "Polygon"u8);
        json.WriteStartArray();
        json.WriteStartArray();
        WritePlace(json, box.West, box.South);
        WritePlace(json, box.East, box.South);
        WritePlace(json, box.East, box.North);
        WritePlace(json, box.West, box.North);
        WritePlace(json, box.West, box.South);
        json.WriteEndArray();
        json.WriteEndArray();
        StartProperties(json);
        json.WriteString("quadkey"u8, TileKey.ToQuadKey(cell.Key));
        json.WriteNumber("count"u8, cell.Count);
        json.WriteNumber("vehicles"u8, cell.Vehicles);
        WriteNumber(json, "meanSpeed"u8, cell.MeanSpeed is { } speed ? Math.Round(speed, 3) : null);
        json.WriteNumber("weight"u8, Math.Round(cell.Weight, 4));
        EndFeature(json);
    }

    public static void WriteTrack(Utf8JsonWriter json, string vehicle, IReadOnlyList<VehicleState> track)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        // A line has two places at least; fewer are none.
        if (track.Count < 2)
        {
            json.WriteNull("geometry"u8);
        }
        else
        {
            json.WriteStartObject("geometry"u8);
            json.WriteString("type"u8, "LineString"u8);
            json.WriteStartArray("coordinates"u8);
            foreach (VehicleState place in track) WritePlace(json, place.Longitude, place.Latitude);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject("properties"u8);
        json.WriteString("vehicle"u8, vehicle);
        json.WriteStartArray("timestamps"u8);
        foreach (VehicleState place in track) json.WriteNumberValue(place.Timestamp);
        json.WriteEndArray();
        json.WriteStartArray("speeds"u8);
        foreach (VehicleState place in track) WriteValue(json, place.Speed);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteStreet(Utf8JsonWriter json, StreetLine line)
    {
        StartFeature(json, "LineString"u8);
        json.WriteStartArray();
        foreach (GeoPoint point in line.Points) WritePlace(json, point.Longitude, point.Latitude);
        json.WriteEndArray();
        StartProperties(json);
        json.WriteString("kind"u8, line.SpeedLimit is null ? "trace"u8 : "street"u8);
        if (line.SpeedLimit is { } limit) json.WriteNumber("speedLimit"u8, limit);
        EndFeature(json);
    }

    private static void StartFeature(Utf8JsonWriter json, ReadOnlySpan<byte> geometry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, geometry);
        json.WritePropertyName("coordinates"u8);
    }

    private static void StartProperties(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
    }

    private static void EndFeature(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Round(longitude));
        json.WriteNumberValue(Round(latitude));
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, float? value)
    {
        if (value is { } number) json.WriteNumberValue(number);
        else json.WriteNullValue();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, float? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
