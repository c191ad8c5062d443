using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Vicinity.Weather;

/// <summary>What a reading may hold. Checked where bytes come in. Thread-safe.</summary>
public static class ReadingBounds
{
    /// <summary>Longest name of a sensor, and of a place, in characters.</summary>
    public const int MostNameLength = 64;

    /// <summary>Most bytes that a place takes as UTF-8.</summary>
    public const int MostPlaceBytes = 3 * MostNameLength;

    /// <summary>How old a reading may be, in milliseconds.</summary>
    public const long MostAgeMs = 7L * 86_400_000;

    /// <summary>How far ahead of this clock a reading may be, in milliseconds.</summary>
    public const long MostAheadMs = 60_000;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    private const int MostShown = 80;

    private static readonly SearchValues<char> s_sensor = SearchValues.Create(Letters);
    private static readonly SearchValues<byte> s_sensorBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Letters));

    /// <summary>What is wrong with a reading: names the value, the bound and the reason; null for nothing.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="now">The time now, in Unix milliseconds.</param>
    public static string? Problem(in Reading reading, long now) =>
        SensorProblem(reading.Sensor) ?? PlaceProblem(reading.Place) ?? ValueProblem(reading.Number, reading.Kind, reading.Time, reading.First, reading.Second, now);

    /// <inheritdoc cref="Problem(in Reading, long)"/>
    public static string? Problem(in RawReading reading, long now)
    {
        if (reading.Sensor.Length is 0 or > MostNameLength || reading.Sensor.ContainsAnyExcept(s_sensorBytes)) return SensorProblem(Encoding.UTF8.GetString(reading.Sensor));
        if ((reading.Place.Length > MostNameLength || reading.Place.ContainsAnyExceptInRange((byte)' ', (byte)'~')) && !IsPlace(reading.Place))
        {
            if (!Utf8.IsValid(reading.Place)) return $"place '{Shown(Encoding.UTF8.GetString(reading.Place))}' is no UTF-8: it is shown to people";
            return PlaceProblem(Encoding.UTF8.GetString(reading.Place));
        }
        return ValueProblem(reading.Number, reading.Kind, reading.Time, reading.First, reading.Second, now);
    }

    /// <summary>What is wrong with the name of a sensor; null for nothing.</summary>
    public static string? SensorProblem(string sensor)
    {
        if (string.IsNullOrEmpty(sensor)) return $"sensor is empty and must have 1 to {MostNameLength} characters: with its number it names the reading";
        if (sensor.Length > MostNameLength) return $"sensor '{Shown(sensor)}' has {sensor.Length} characters and may have {MostNameLength}: each is kept in memory";
        return sensor.AsSpan().ContainsAnyExcept(s_sensor) ? $"sensor '{Shown(sensor)}' has a character other than A-Z, a-z, 0-9, '.', '_', ':' and '-': it is used in keys and paths" : null;
    }

    /// <summary>What is wrong with the name of a place; null for nothing.</summary>
    public static string? PlaceProblem(string place)
    {
        if (string.IsNullOrEmpty(place)) return null;
        if (place.Length > MostNameLength) return $"place '{Shown(place)}' has {place.Length} characters and may have {MostNameLength}: each is kept in memory";
        ReadOnlySpan<char> rest = place;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) != OperationStatus.Done || !IsPrintable(rune)) return $"place '{Shown(place)}' has a character that cannot be printed: it is shown to people";
            rest = rest[length..];
        }
        return null;
    }

    /// <summary>Whether bytes name a place, without making a string of them.</summary>
    private static bool IsPlace(ReadOnlySpan<byte> place)
    {
        int length = 0;
        while (!place.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(place, out Rune rune, out int bytes) != OperationStatus.Done || !IsPrintable(rune)) return false;
            length += rune.Utf16SequenceLength;
            if (length > MostNameLength) return false;
            place = place[bytes..];
        }
        return true;
    }

    /// <summary>What is wrong with a reading apart from its names; null for nothing.</summary>
    private static string? ValueProblem(long number, ReadingKind kind, long time, double first, double second, long now)
    {
        if (number < 0) return $"number is {number} and must be at least 0: those of a sensor rise";
        if (time < now - MostAgeMs) return $"time is {time}, {now - time} ms ago, and may be {MostAgeMs} ms ago: older windows are not kept";
        if (time > now + MostAheadMs) return $"time is {time}, {time - now} ms ahead, and may be {MostAheadMs} ms ahead: it would close windows before their readings came";
        return kind switch
        {
            ReadingKind.Air => Outside("temperature", first, -90, 60, "no air on earth was colder or hotter") ?? Outside("humidity", second, 0, 100, "it is in percent"),
            ReadingKind.Pollution => Outside("co2", first, 0, 100_000, "it is in parts per million of air"),
            ReadingKind.Wind => (first == 360 ? "direction is 360 and must be below 360: north is 0" : Outside("direction", first, 0, 360, "it is in degrees from north")) ?? Outside("speed", second, 0, 150, "no wind on earth was faster, in metres a second"),
            _ => $"kind is {(byte)kind} and must be 1 (air), 2 (pollution) or 3 (wind): kinds are never mixed",
        };
    }

    private static string? Outside(string name, double value, double least, double most, string reason)
    {
        if (value >= least && value <= most) return null;
        return double.IsFinite(value)
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is {value} and must be from {least} to {most}: {reason}")
            : string.Create(CultureInfo.InvariantCulture, $"{name} is no finite number and must be from {least} to {most}: {reason}");
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    /// <summary>A text of a stranger, short, and without what could change how the message is shown.</summary>
    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= MostShown) return shown.Append('…').ToString();
            shown.Append(IsPrintable(rune) ? rune.ToString() : "\uFFFD");
        }
        return shown.ToString();
    }
}
