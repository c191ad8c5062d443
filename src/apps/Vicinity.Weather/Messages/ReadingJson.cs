using System.Buffers;
using System.Text.Json;

namespace Vicinity.Weather;

/// <summary>A reading as JSON (docs/formats/weather.md). Fields that are not known are passed over. Thread-safe.</summary>
public static class ReadingJson
{
    private static readonly JsonReaderOptions s_reading = new() { MaxDepth = 16 };
    private static readonly JsonWriterOptions s_writing = new() { SkipValidation = true };

    [Flags]
    private enum Fields
    {
        None = 0,
        Number = 1,
        Kind = 2,
        Time = 4,
        Temperature = 8,
        Humidity = 16,
        Co2 = 32,
        Direction = 64,
        Speed = 128,
    }

    /// <summary>Writes a reading.</summary>
    public static void Write(IBufferWriter<byte> output, in Reading reading)
    {
        using var json = new Utf8JsonWriter(output, s_writing);
        json.WriteStartObject();
        json.WriteString("sensor"u8, reading.Sensor);
        json.WriteNumber("number"u8, reading.Number);
        json.WriteString("kind"u8, reading.Kind switch { ReadingKind.Air => "air"u8, ReadingKind.Pollution => "pollution"u8, _ => "wind"u8 });
        json.WriteNumber("time"u8, reading.Time);
        switch (reading.Kind)
        {
            case ReadingKind.Air:
                json.WriteNumber("temperature"u8, reading.Temperature);
                json.WriteNumber("humidity"u8, reading.Humidity);
                break;
            case ReadingKind.Pollution:
                json.WriteNumber("co2"u8, reading.Co2);
                break;
            default:
                json.WriteNumber("direction"u8, reading.Direction);
                json.WriteNumber("speed"u8, reading.Speed);
                break;
        }
        if (!string.IsNullOrEmpty(reading.Place)) json.WriteString("place"u8, reading.Place);
        json.WriteEndObject();
    }

    /// <summary>Reads a reading.</summary>
    /// <param name="bytes">The JSON.</param>
    /// <param name="key">The sensor, where the reading names none.</param>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static RawReading Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        if (bytes.Length > ReadingBytes.MostJson) throw new MessageException(MessageProblem.TooLong, $"the reading is {bytes.Length} bytes long and may be {ReadingBytes.MostJson}");
        try
        {
            var reader = new Utf8JsonReader(bytes, s_reading);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new MessageException(MessageProblem.NotReadable, $"the reading is JSON, but a {reader.TokenType} and no object");
            RawReading reading = ReadObject(ref reader, key);
            // Throws where something follows that is no white space.
            reader.Read();
            return reading;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new MessageException(MessageProblem.NotReadable, "the reading is no JSON");
        }
    }

    private static RawReading ReadObject(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> sensor)
    {
        Fields told = Fields.None;
        ReadOnlySpan<byte> place = default;
        long number = 0, time = 0;
        ReadingKind kind = 0;
        double temperature = 0, humidity = 0, co2 = 0, direction = 0, speed = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Next(ref reader, "sensor"u8)) sensor = Name(ref reader, "sensor", sensor);
            else if (Next(ref reader, "place"u8)) place = Name(ref reader, "place", default);
            else if (Next(ref reader, "number"u8)) number = Whole(ref reader, "number", Fields.Number, ref told);
            else if (Next(ref reader, "kind"u8)) kind = Kind(ref reader, ref told);
            else if (Next(ref reader, "time"u8)) time = Time(ref reader, ref told);
            else if (Next(ref reader, "temperature"u8)) temperature = Real(ref reader, "temperature", Fields.Temperature, ref told);
            else if (Next(ref reader, "humidity"u8)) humidity = Real(ref reader, "humidity", Fields.Humidity, ref told);
            else if (Next(ref reader, "co2"u8)) co2 = Real(ref reader, "co2", Fields.Co2, ref told);
            else if (Next(ref reader, "direction"u8)) direction = Real(ref reader, "direction", Fields.Direction, ref told);
            else if (Next(ref reader, "speed"u8)) speed = Real(ref reader, "speed", Fields.Speed, ref told);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (sensor.IsEmpty) throw new MessageException(MessageProblem.Missing, "the reading has no sensor, and the record no key");
        Need(told, Fields.Number, "number: with the sensor it names the reading");
        Need(told, Fields.Kind, "kind: air, pollution or wind");
        Need(told, Fields.Time, "time: Unix milliseconds or ISO 8601");
        switch (kind)
        {
            case ReadingKind.Air:
                Need(told, Fields.Temperature, "temperature, which an air reading has");
                Need(told, Fields.Humidity, "humidity, which an air reading has");
                return new RawReading(sensor, number, kind, time, temperature, humidity, place);
            case ReadingKind.Pollution:
                Need(told, Fields.Co2, "co2, which a pollution reading has");
                return new RawReading(sensor, number, kind, time, co2, 0, place);
            default:
                Need(told, Fields.Direction, "direction, which a wind reading has");
                Need(told, Fields.Speed, "speed, which a wind reading has");
                return new RawReading(sensor, number, kind, time, direction, speed, place);
        }
    }

    private static bool Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name)) return false;
        reader.Read();
        return true;
    }

    private static void Need(Fields told, Fields field, string what)
    {
        if ((told & field) == 0) throw new MessageException(MessageProblem.Missing, $"the reading has no {what}");
    }

    private static ReadOnlySpan<byte> Name(scoped ref Utf8JsonReader reader, string field, ReadOnlySpan<byte> instead)
    {
        if (reader.TokenType == JsonTokenType.Null) return instead;
        if (reader.TokenType != JsonTokenType.String) throw Wrong(field, reader.TokenType, "a text");
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsSpan(0, reader.CopyString(unescaped));
    }

    private static long Whole(ref Utf8JsonReader reader, string name, Fields field, ref Fields told)
    {
        if (reader.TokenType != JsonTokenType.Number) throw Wrong(name, reader.TokenType, "a whole number");
        if (!reader.TryGetInt64(out long value)) throw new MessageException(MessageProblem.WrongValue, $"{name} of the reading is no whole number from {long.MinValue} to {long.MaxValue}");
        told |= field;
        return value;
    }

    private static double Real(ref Utf8JsonReader reader, string name, Fields field, ref Fields told)
    {
        if (reader.TokenType != JsonTokenType.Number) throw Wrong(name, reader.TokenType, "a number");
        if (!reader.TryGetDouble(out double value) || !double.IsFinite(value)) throw new MessageException(MessageProblem.WrongValue, $"{name} of the reading is too great for a number");
        told |= field;
        return value;
    }

    private static ReadingKind Kind(ref Utf8JsonReader reader, ref Fields told)
    {
        if (reader.TokenType != JsonTokenType.String) throw Wrong("kind", reader.TokenType, "air, pollution or wind");
        told |= Fields.Kind;
        if (reader.ValueTextEquals("air"u8)) return ReadingKind.Air;
        if (reader.ValueTextEquals("pollution"u8)) return ReadingKind.Pollution;
        if (reader.ValueTextEquals("wind"u8)) return ReadingKind.Wind;
        throw new MessageException(MessageProblem.WrongValue, "kind of the reading is not air, pollution or wind");
    }

    private static long Time(ref Utf8JsonReader reader, ref Fields told)
    {
        if (reader.TokenType == JsonTokenType.Number) return Whole(ref reader, "time", Fields.Time, ref told);
        if (reader.TokenType != JsonTokenType.String) throw Wrong("time", reader.TokenType, "Unix milliseconds or an ISO 8601 text");
        told |= Fields.Time;
        // A time that names no zone is taken as UTC.
        if (reader.TryGetDateTime(out DateTime plain))
        {
            if (plain.Kind != DateTimeKind.Local) return UnixMilliseconds(plain.Ticks);
            if (reader.TryGetDateTimeOffset(out DateTimeOffset zoned)) return UnixMilliseconds(zoned.UtcTicks);
        }
        throw new MessageException(MessageProblem.WrongValue, "time of the reading is a text, but not of the form 2026-01-31T12:00:00Z");
    }

    private static long UnixMilliseconds(long ticks)
    {
        long since = ticks - DateTime.UnixEpoch.Ticks;
        return since >= 0 ? since / TimeSpan.TicksPerMillisecond : -((-since + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
    }

    private static MessageException Wrong(string field, JsonTokenType type, string wanted) => new(MessageProblem.WrongValue, $"{field} of the reading is a {type} and must be {wanted}");
}
