using System.Globalization;

namespace Vicinity.Weather.Redis;

/// <summary>A coefficient as the member of a sorted set: <c>sensor|number|value|first|second|place</c>. Only a place may hold the character between.</summary>
internal static class StoredCoefficient
{
    private const char Between = '|';

    /// <summary>What tells a reading from every other one.</summary>
    public static string Identity(in Reading reading) => string.Create(CultureInfo.InvariantCulture, $"{reading.Sensor}{Between}{reading.Number}");

    /// <summary>All that follows the identity.</summary>
    public static string Rest(in Coefficient coefficient) =>
        string.Create(CultureInfo.InvariantCulture, $"{Between}{coefficient.Value:R}{Between}{coefficient.Reading.First:R}{Between}{coefficient.Reading.Second:R}{Between}{coefficient.Reading.Place}");

    /// <summary>Reads a member back.</summary>
    /// <exception cref="FormatException">Somebody else wrote it.</exception>
    public static Coefficient Read(string member, ReadingKind kind, long time)
    {
        string[] parts = member.Split(Between, 6);
        if (parts.Length != 6) throw new FormatException($"a member of the store has {parts.Length} parts, not 6: it was not written by this program");
        double Number(int part) => double.Parse(parts[part], NumberStyles.Float, CultureInfo.InvariantCulture);
        var reading = new Reading(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), kind, time, Number(3), Number(4), parts[5]);
        return new Coefficient(reading, parts[2].Length == 0 ? null : Number(2));
    }
}
