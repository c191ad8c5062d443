namespace Vicinity.Weather.Mqtt;

/// <summary>Values of one reading that come apart, held until the other comes. Thread-safe.</summary>
/// <param name="mostSensors">Most sensors whose halves are held.</param>
/// <param name="pairMs">Milliseconds within which both must come.</param>
internal sealed class HalfReadings(int mostSensors, int pairMs)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Sensor, ReadingKind Kind), (bool IsSecond, double Value, long Time)> _halves = [];

    private static readonly (string Word, ReadingKind Kind, bool IsSecond)[] s_words =
    [
        ("temperature", ReadingKind.Air, false), ("humidity", ReadingKind.Air, true), ("carbon_dioxide", ReadingKind.Pollution, false), ("co2", ReadingKind.Pollution, false),
        ("wind_direction", ReadingKind.Wind, false), ("wind_speed", ReadingKind.Wind, true),
    ];

    /// <summary>What a name says of the value: <c>office_temperature</c> is the temperature of <c>office</c>; null when it says nothing.</summary>
    public static (ReadingKind Kind, bool IsSecond, string Device)? Of(string name)
    {
        foreach ((string word, ReadingKind kind, bool isSecond) in s_words)
        {
            int at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at < 0) continue;
            string rest = string.Join('_', new[] { name[..at].Trim('_'), name[(at + word.Length)..].Trim('_') }.Where(part => part.Length > 0));
            return (kind, isSecond, rest);
        }
        return null;
    }

    /// <summary>Takes a half; with the other it is a reading.</summary>
    /// <returns>What was dropped: an older half whose other did not come in time.</returns>
    public MqttDrop? Take(string sensor, string place, ReadingKind kind, bool isSecond, double value, long now, List<Measured> found)
    {
        lock (_lock)
        {
            bool has = _halves.TryGetValue((sensor, kind), out (bool IsSecond, double Value, long Time) other);
            if (has && other.IsSecond != isSecond && now - other.Time <= pairMs)
            {
                _halves.Remove((sensor, kind));
                found.Add(new Measured(sensor, place, kind, isSecond ? other.Value : value, isSecond ? value : other.Value));
                return null;
            }
            if (!has && _halves.Count >= mostSensors) return MqttDrop.TooManySensors;
            _halves[(sensor, kind)] = (isSecond, value, now);
            return has ? MqttDrop.Incomplete : null;
        }
    }
}
