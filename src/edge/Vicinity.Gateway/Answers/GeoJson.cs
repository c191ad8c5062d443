using System.Text.Json;

namespace Vicinity.Gateway;

/// <summary>Writes GeoJSON (RFC 7946): places are longitude, latitude; polygons go round counter-clockwise.</summary>
public static class GeoJson
{
    /// <summary>The media type of answers in GeoJSON.</summary>
    public const string MediaType = "application/geo+json";

    /// <summary>About a centimetre: more digits are noise.</summary>
    public static double Round(double degrees) => Math.Round(degrees, 7);

    /// <summary>Begins a feature; its coordinates are written next.</summary>
    public static void StartFeature(Utf8JsonWriter json, ReadOnlySpan<byte> geometry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, geometry);
        json.WritePropertyName("coordinates"u8);
    }

    /// <summary>Ends the geometry and begins the properties.</summary>
    public static void StartProperties(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
    }

    /// <summary>Ends the properties and the feature.</summary>
    public static void EndFeature(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a place in degrees.</summary>
    public static void WritePlace(Utf8JsonWriter json, double longitude, double latitude)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Round(longitude));
        json.WriteNumberValue(Round(latitude));
        json.WriteEndArray();
    }

    /// <summary>Writes a number, or null.</summary>
    public static void WriteValue(Utf8JsonWriter json, float? value)
    {
        if (value is { } number) json.WriteNumberValue(number);
        else json.WriteNullValue();
    }

    /// <summary>Writes a property that is a number, or null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>Writes a property that is a number, or null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, float? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
