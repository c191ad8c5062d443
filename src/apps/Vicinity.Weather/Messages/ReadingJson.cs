using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vicinity.Weather;

/// <summary>A reading as JSON (docs/formats/weather.md). Unknown fields are left aside. Thread-safe.</summary>
public static class ReadingJson
{
    /// <summary>Writes a reading.</summary>
    public static void Write(IBufferWriter<byte> output, in Reading reading)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("sensor"u8, reading.Sensor);
        writer.WriteNumber("number"u8, reading.Number);
        writer.WriteString("kind"u8, reading.Kind switch { ReadingKind.Air => "air", ReadingKind.Pollution => "pollution", _ => "wind" });
        writer.WriteNumber("time"u8, reading.Time);
        switch (reading.Kind)
        {
            case ReadingKind.Air:
                writer.WriteNumber("temperature"u8, reading.First);
                writer.WriteNumber("humidity"u8, reading.Second);
                break;
            case ReadingKind.Pollution:
                writer.WriteNumber("co2"u8, reading.First);
                break;
            default:
                writer.WriteNumber("direction"u8, reading.First);
                writer.WriteNumber("speed"u8, reading.Second);
                break;
        }
        if (reading.Place.Length > 0) writer.WriteString("place"u8, reading.Place);
        writer.WriteEndObject();
    }

    /// <summary>Reads a reading.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="key">The sensor where the JSON names none.</param>
    /// <exception cref="MessageException">It cannot be read; the exception says why.</exception>
    internal static RawReading Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        try
        {
            return ReadObject(json, key);
        }
        catch (JsonException wrong)
        {
            throw new MessageException(MessageProblem.NotReadable, $"the reading is no JSON: {wrong.Message}");
        }
        catch (InvalidOperationException wrong)
        {
            // A text with half a character in it.
            throw new MessageException(MessageProblem.NotReadable, $"the reading is no JSON: {wrong.Message}");
        }
    }

    private static RawReading ReadObject(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new MessageException(MessageProblem.NotReadable, "the reading is no JSON object");
        ReadOnlySpan<byte> sensor = key, place = default;
        long? number = null, time = null;
        ReadingKind kind = 0;
        double? temperature = null, humidity = null, co2 = null, direction = null, speed = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sensor"u8)) sensor = Text(ref reader, "sensor");
            else if (reader.ValueTextEquals("place"u8)) place = Text(ref reader, "place");
            else if (reader.ValueTextEquals("number"u8)) number = Whole(ref reader, "number");
            else if (reader.ValueTextEquals("time"u8)) time = Time(ref reader);
            else if (reader.ValueTextEquals("kind"u8)) kind = Kind(ref reader);
            else if (reader.ValueTextEquals("temperature"u8)) temperature = Value(ref reader, "temperature");
            else if (reader.ValueTextEquals("humidity"u8)) humidity = Value(ref reader, "humidity");
            else if (reader.ValueTextEquals("co2"u8)) co2 = Value(ref reader, "co2");
            else if (reader.ValueTextEquals("direction"u8)) direction = Value(ref reader, "direction");
            else if (reader.ValueTextEquals("speed"u8)) speed = Value(ref reader, "speed");
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) throw new MessageException(MessageProblem.NotReadable, "something follows the reading");
        (double first, double second) = kind switch
        {
            ReadingKind.Air => (Needed(temperature, "temperature"), Needed(humidity, "humidity")),
            ReadingKind.Pollution => (Needed(co2, "co2"), 0),
            ReadingKind.Wind => (Needed(direction, "direction"), Needed(speed, "speed")),
            _ => throw Missing("kind"),
        };
        return new RawReading(sensor, number ?? throw Missing("number"), kind, time ?? throw Missing("time"), first, second, place);
    }

    private static double Needed(double? value, string name) => value ?? throw Missing(name);

    private static MessageException Missing(string name) => new(MessageProblem.Missing, $"{name} is missing");

    private static MessageException Wrong(string name, string what) => new(MessageProblem.WrongValue, $"{name} is no {what}");

    private static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Wrong(name, "text");
        return reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
    }

    private static long Whole(scoped ref Utf8JsonReader reader, string name) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) ? value : throw Wrong(name, "whole number");

    private static double Value(scoped ref Utf8JsonReader reader, string name) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) ? value : throw Wrong(name, "number");

    private static long Time(scoped ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw Missing("time");
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long ms)) return ms;
        return reader.TokenType == JsonTokenType.String
            && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds() : throw Wrong("time", "number of milliseconds since 1970 and no ISO 8601 text");
    }

    private static ReadingKind Kind(scoped ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Wrong("kind", "text");
        if (reader.ValueTextEquals("air"u8)) return ReadingKind.Air;
        if (reader.ValueTextEquals("pollution"u8)) return ReadingKind.Pollution;
        return reader.ValueTextEquals("wind"u8) ? ReadingKind.Wind : throw new MessageException(MessageProblem.WrongValue, "kind is not one of air, pollution and wind");
    }
}
