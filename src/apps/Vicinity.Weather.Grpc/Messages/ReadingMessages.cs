using Google.Protobuf.WellKnownTypes;

namespace Vicinity.Weather.Grpc;

/// <summary>Readings as messages. What is read is checked; unknown fields are ignored.</summary>
internal static class ReadingMessages
{
    private const long MostSeconds = 253_402_300_799; // The year 9999: as far as a timestamp of protobuf goes.

    public static V1.RawMeteoData Meteo(in Reading reading) => new()
    {
        Id = reading.Sensor,
        Number = reading.Number,
        Timestamp = ToTimestamp(reading.Time),
        Temperature = reading.Temperature,
        Humidity = reading.Humidity,
        Place = reading.Place,
    };

    public static V1.RawPollutionData PollutionOf(in Reading reading) => new()
    {
        Id = reading.Sensor,
        Number = reading.Number,
        Timestamp = ToTimestamp(reading.Time),
        Co2 = reading.Co2,
        Place = reading.Place,
    };

    public static V1.RawWindData WindOf(in Reading reading) => new()
    {
        Id = reading.Sensor,
        Number = reading.Number,
        Timestamp = ToTimestamp(reading.Time),
        Direction = reading.Direction,
        Speed = reading.Speed,
        Place = reading.Place,
    };

    /// <summary>A batch of readings of one sensor and place.</summary>
    public static V1.ReadingBatch Batch(IReadOnlyList<Reading> readings, int from, int count)
    {
        var batch = new V1.ReadingBatch { Id = readings[from].Sensor, Place = readings[from].Place };
        batch.Measurements.Capacity = count;
        for (int i = from; i < from + count; i++) batch.Measurements.Add(MeasurementOf(readings[i]));
        return batch;
    }

    /// <summary>Reads a reading; the problem names value, bound and reason.</summary>
    public static string? Read(V1.RawMeteoData data, long now, out Reading reading)
    {
        reading = default;
        if (TimeProblem(data.Timestamp, out long time) is { } wrong) return wrong;
        if (!data.HasTemperature) return Missing("temperature");
        if (!data.HasHumidity) return Missing("humidity");
        reading = new Reading(data.Id, data.Number, ReadingKind.Air, time, data.Temperature, data.Humidity, data.Place);
        return ReadingBounds.Problem(reading, now);
    }

    /// <inheritdoc cref="Read(V1.RawMeteoData, long, out Reading)"/>
    public static string? Read(V1.RawPollutionData data, long now, out Reading reading)
    {
        reading = default;
        if (TimeProblem(data.Timestamp, out long time) is { } wrong) return wrong;
        if (!data.HasCo2) return Missing("co2");
        reading = new Reading(data.Id, data.Number, ReadingKind.Pollution, time, data.Co2, Place: data.Place);
        return ReadingBounds.Problem(reading, now);
    }

    /// <inheritdoc cref="Read(V1.RawMeteoData, long, out Reading)"/>
    public static string? Read(V1.RawWindData data, long now, out Reading reading)
    {
        reading = default;
        if (TimeProblem(data.Timestamp, out long time) is { } wrong) return wrong;
        if (!data.HasDirection) return Missing("direction");
        if (!data.HasSpeed) return Missing("speed");
        reading = new Reading(data.Id, data.Number, ReadingKind.Wind, time, data.Direction, data.Speed, data.Place);
        return ReadingBounds.Problem(reading, now);
    }

    /// <inheritdoc cref="Read(V1.RawMeteoData, long, out Reading)"/>
    public static string? Read(string sensor, string place, V1.Measurement data, long now, out Reading reading)
    {
        reading = default;
        switch (data.ValueCase)
        {
            case V1.Measurement.ValueOneofCase.Air:
                if (!data.Air.HasTemperature) return Missing("temperature");
                if (!data.Air.HasHumidity) return Missing("humidity");
                reading = new Reading(sensor, data.Number, ReadingKind.Air, data.TimeUnixMs, data.Air.Temperature, data.Air.Humidity, place);
                break;
            case V1.Measurement.ValueOneofCase.Pollution:
                if (!data.Pollution.HasCo2) return Missing("co2");
                reading = new Reading(sensor, data.Number, ReadingKind.Pollution, data.TimeUnixMs, data.Pollution.Co2, Place: place);
                break;
            case V1.Measurement.ValueOneofCase.Wind:
                if (!data.Wind.HasDirection) return Missing("direction");
                if (!data.Wind.HasSpeed) return Missing("speed");
                reading = new Reading(sensor, data.Number, ReadingKind.Wind, data.TimeUnixMs, data.Wind.Direction, data.Wind.Speed, place);
                break;
            default:
                return "the measurement has no value: it must have one of air, pollution and wind";
        }
        return ReadingBounds.Problem(reading, now);
    }

    private static V1.Measurement MeasurementOf(in Reading reading)
    {
        var measurement = new V1.Measurement { Number = reading.Number, TimeUnixMs = reading.Time };
        switch (reading.Kind)
        {
            case ReadingKind.Air:
                measurement.Air = new V1.Air { Temperature = reading.Temperature, Humidity = reading.Humidity };
                break;
            case ReadingKind.Pollution:
                measurement.Pollution = new V1.Pollution { Co2 = reading.Co2 };
                break;
            default:
                measurement.Wind = new V1.Wind { Direction = reading.Direction, Speed = reading.Speed };
                break;
        }
        return measurement;
    }

    private static Timestamp ToTimestamp(long time) => new() { Seconds = (long)Math.Floor(time / 1000.0), Nanos = (int)(((time % 1000 + 1000) % 1000) * 1_000_000) };

    private static string? TimeProblem(Timestamp? timestamp, out long time)
    {
        time = 0;
        if (timestamp is null) return Missing("timestamp");
        if (timestamp.Seconds is < -MostSeconds or > MostSeconds || timestamp.Nanos is < 0 or > 999_999_999)
            return $"timestamp has {timestamp.Seconds} seconds and {timestamp.Nanos} nanoseconds, which is no moment: nanoseconds are from 0 to 999999999";
        time = timestamp.Seconds * 1000 + timestamp.Nanos / 1_000_000;
        return null;
    }

    private static string Missing(string name) => $"{name} is missing: a reading without it says nothing";
}
