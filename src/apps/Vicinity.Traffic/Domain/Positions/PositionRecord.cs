using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Vicinity.Traffic;

/// <summary>
/// The form that a position has in the log and in the REST interface: a JSON object (docs/formats/traffic.md). Unknown members are skipped.
/// </summary>
public static class PositionRecord
{
    /// <summary>Largest record that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    internal static readonly JsonWriterOptions Compact = new() { SkipValidation = true };

    /// <summary>Appends the JSON of a position.</summary>
    public static void Write(IBufferWriter<byte> output, in VehiclePosition position)
    {
        using var json = new Utf8JsonWriter(output, Compact);
        Write(json, position);
    }

    /// <summary>Writes the JSON object of a position.</summary>
    public static void Write(Utf8JsonWriter json, in VehiclePosition position)
    {
        json.WriteStartObject();
        json.WriteString("vehicle"u8, position.Vehicle);
        json.WriteNumber("latitude"u8, position.Point.Latitude);
        json.WriteNumber("longitude"u8, position.Point.Longitude);
        if (!double.IsNaN(position.Speed)) json.WriteNumber("speed"u8, position.Speed);
        if (!double.IsNaN(position.Heading)) json.WriteNumber("heading"u8, position.Heading);
        json.WriteNumber("timestamp"u8, position.Timestamp);
        if (position.Source != PositionSource.Unknown) json.WriteString("source"u8, NameOf(position.Source));
        json.WriteEndObject();
    }

    /// <summary>Reads the JSON of one position, or says what is wrong with it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VehiclePosition position, [NotNullWhen(false)] out string? reason) =>
        TryRead(bytes, null, out position, out reason);

    /// <summary>Reads the JSON of one position, with its vehicle's id taken from those that are known, or says what is wrong with it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, VehicleIds? ids, out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        if (bytes.Length > MaxBytes)
        {
            reason = $"a position of {bytes.Length} bytes is larger than {MaxBytes}";
            return false;
        }
        try
        {
            var json = new Utf8JsonReader(bytes);
            json.Read();
            bool read = TryRead(ref json, ids, 0, out position, out reason);
            if (!read || !json.Read()) return read;
            reason = "more follows after the position";
            return false;
        }
        catch (JsonException broken)
        {
            reason = $"no JSON at byte {broken.BytePositionInLine}";
            return false;
        }
    }

    /// <summary>
    /// Reads one value, which the reader stands on, and leaves the reader at its end, also when it is no sound position.
    /// </summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <param name="json">The reader.</param>
    /// <param name="timestamp">The time of a position that names none; 0 to refuse it.</param>
    /// <param name="position">The position.</param>
    /// <param name="reason">What is wrong with it.</param>
    public static bool TryRead(ref Utf8JsonReader json, long timestamp, out VehiclePosition position, [NotNullWhen(false)] out string? reason) =>
        TryRead(ref json, null, timestamp, out position, out reason);

    private static bool TryRead(
        ref Utf8JsonReader json, VehicleIds? ids, long timestamp, out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        reason = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            reason = $"a position is a JSON object, not {json.TokenType}";
            json.Skip();
            return false;
        }
        string? vehicle = null;
        double latitude = double.NaN, longitude = double.NaN, speed = double.NaN, heading = double.NaN;
        var source = PositionSource.Unknown;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            // The reader compares no text that cannot be one, but throws.
            if (!IsText(json))
            {
                reason ??= "a member's name is no valid text";
                json.Read();
                json.Skip();
            }
            else if (json.ValueTextEquals("vehicle"u8)) vehicle = Text(ref json, ids, "vehicle", ref reason);
            else if (json.ValueTextEquals("latitude"u8)) latitude = Number(ref json, "latitude", ref reason);
            else if (json.ValueTextEquals("longitude"u8)) longitude = Number(ref json, "longitude", ref reason);
            else if (json.ValueTextEquals("speed"u8)) speed = Number(ref json, "speed", ref reason);
            else if (json.ValueTextEquals("heading"u8)) heading = Number(ref json, "heading", ref reason);
            else if (json.ValueTextEquals("timestamp"u8)) timestamp = Milliseconds(ref json, ref reason);
            else if (json.ValueTextEquals("source"u8)) source = SourceOf(ref json, ref reason);
            else
            {
                json.Read();
                json.Skip();
            }
        }
        if (reason is not null) return false;
        return VehiclePosition.TryCreate(vehicle, latitude, longitude, speed, heading, timestamp, source, out position, out reason);
    }

    /// <summary>Name of a source in the log; empty when unknown.</summary>
    public static string NameOf(PositionSource source) => source switch
    {
        PositionSource.Phone => "phone",
        PositionSource.Replay => "replay",
        PositionSource.Drive => "drive",
        PositionSource.Api => "api",
        _ => "",
    };

    private static PositionSource SourceOf(ref Utf8JsonReader json, ref string? reason)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String && IsText(json))
        {
            return json.ValueTextEquals("phone"u8) ? PositionSource.Phone
                : json.ValueTextEquals("replay"u8) ? PositionSource.Replay
                : json.ValueTextEquals("drive"u8) ? PositionSource.Drive
                : json.ValueTextEquals("api"u8) ? PositionSource.Api
                : PositionSource.Unknown;
        }
        if (json.TokenType == JsonTokenType.Null) return PositionSource.Unknown;
        reason ??= json.TokenType == JsonTokenType.String ? "source is no valid text" : $"source is a {json.TokenType}, not a text";
        json.Skip();
        return PositionSource.Unknown;
    }

    private static string? Text(ref Utf8JsonReader json, VehicleIds? ids, string member, ref string? reason)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.String)
        {
            reason ??= $"{member} is a {json.TokenType}, not a text";
            json.Skip();
            return null;
        }
        if (ids is not null && !json.ValueIsEscaped && !json.HasValueSequence && ids.Get(json.ValueSpan) is { } known) return known;
        if (IsText(json)) return json.GetString();
        reason ??= $"{member} is no valid text";
        return null;
    }

    /// <summary>Whether a name or text that the reader stands on is one: UTF-8, in which no escape stands for half a character (RFC 8259, 8.2).</summary>
    private static bool IsText(in Utf8JsonReader json)
    {
        ReadOnlySpan<byte> text = json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan;
        return Utf8.IsValid(text) && (!json.ValueIsEscaped || HasWholeCharacters(text));
    }

    private static bool HasWholeCharacters(ReadOnlySpan<byte> escaped)
    {
        bool open = false;
        while (escaped.Length > 0)
        {
            // The reader has seen that each escape is complete.
            int length = escaped[0] != '\\' ? 1 : escaped[1] == 'u' ? 6 : 2;
            ushort unit = 0;
            if (length == 6 && !Utf8Parser.TryParse(escaped[2..6], out unit, out _, 'x')) return false;
            bool isLow = unit is >= 0xDC00 and <= 0xDFFF;
            if (isLow != open) return false;
            open = unit is >= 0xD800 and <= 0xDBFF;
            escaped = escaped[length..];
        }
        return !open;
    }

    private static double Number(ref Utf8JsonReader json, string member, ref string? reason)
    {
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Number when json.TryGetDouble(out double value): return value;
            case JsonTokenType.Null: return double.NaN;
            default:
                reason ??= $"{member} is a {json.TokenType}, not a number";
                json.Skip();
                return double.NaN;
        }
    }

    private static long Milliseconds(ref Utf8JsonReader json, ref string? reason)
    {
        double value = Number(ref json, "timestamp", ref reason);
        return double.IsNaN(value) ? 0 : (long)Math.Clamp(value, -1e18, 1e18);
    }
}
