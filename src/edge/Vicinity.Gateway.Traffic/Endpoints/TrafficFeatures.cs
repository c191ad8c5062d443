using System.Text.Json;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>Traffic's features in GeoJSON.</summary>
internal static class TrafficFeatures
{
    public static void WriteVehicle(Utf8JsonWriter json, in VehicleState vehicle, long now, int quadrantZoom)
    {
        GeoJson.StartFeature(json, "Point"u8);
        GeoJson.WritePlace(json, vehicle.Longitude, vehicle.Latitude);
        GeoJson.StartProperties(json);
        json.WriteString("vehicle"u8, vehicle.Vehicle);
        GeoJson.WriteNumber(json, "speed"u8, vehicle.Speed);
        GeoJson.WriteNumber(json, "heading"u8, vehicle.Heading);
        json.WriteNumber("timestamp"u8, vehicle.Timestamp);
        json.WriteString("quadkey"u8, TileKey.ToQuadKey(TileKey.Ancestor(vehicle.Key, quadrantZoom)));
        json.WriteNumber("ageSeconds"u8, Math.Max(0, now - vehicle.Timestamp) / 1000.0);
        if (vehicle.Source == PositionSource.Unknown) json.WriteNull("source"u8);
        else json.WriteString("source"u8, PositionRecord.NameOf(vehicle.Source));
        GeoJson.EndFeature(json);
    }

    public static void WriteCell(Utf8JsonWriter json, in HeatMapCell cell)
    {
        BoundingBox box = Tile.FromKey(cell.Key).Bounds;
        GeoJson.StartFeature(json, "Polygon"u8);
        json.WriteStartArray();
        json.WriteStartArray();
        GeoJson.WritePlace(json, box.West, box.South);
        GeoJson.WritePlace(json, box.East, box.South);
        GeoJson.WritePlace(json, box.East, box.North);
        GeoJson.WritePlace(json, box.West, box.North);
        GeoJson.WritePlace(json, box.West, box.South);
        json.WriteEndArray();
        json.WriteEndArray();
        GeoJson.StartProperties(json);
        json.WriteString("quadkey"u8, TileKey.ToQuadKey(cell.Key));
        json.WriteNumber("count"u8, cell.Count);
        json.WriteNumber("vehicles"u8, cell.Vehicles);
        GeoJson.WriteNumber(json, "meanSpeed"u8, cell.MeanSpeed is { } speed ? Math.Round(speed, 3) : null);
        json.WriteNumber("weight"u8, Math.Round(cell.Weight, 4));
        GeoJson.EndFeature(json);
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
            foreach (VehicleState place in track) GeoJson.WritePlace(json, place.Longitude, place.Latitude);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartObject("properties"u8);
        json.WriteString("vehicle"u8, vehicle);
        json.WriteStartArray("timestamps"u8);
        foreach (VehicleState place in track) json.WriteNumberValue(place.Timestamp);
        json.WriteEndArray();
        json.WriteStartArray("speeds"u8);
        foreach (VehicleState place in track) GeoJson.WriteValue(json, place.Speed);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteStreet(Utf8JsonWriter json, StreetLine line)
    {
        GeoJson.StartFeature(json, "LineString"u8);
        json.WriteStartArray();
        foreach (GeoPoint point in line.Points) GeoJson.WritePlace(json, point.Longitude, point.Latitude);
        json.WriteEndArray();
        GeoJson.StartProperties(json);
        json.WriteString("kind"u8, line.SpeedLimit is null ? "trace"u8 : "street"u8);
        if (line.SpeedLimit is { } limit) json.WriteNumber("speedLimit"u8, limit);
        GeoJson.EndFeature(json);
    }
}
