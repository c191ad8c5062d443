namespace Vicinity.Weather;

/// <summary>A simulated sensor; many are spread over few places.</summary>
/// <param name="Sensor">Its name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Seed">Its seed.</param>
public sealed record SimulatedSensor(string Sensor, ReadingKind Kind, string Place, long Seed)
{
    private static readonly string[] s_places = ["harbour", "market", "park", "station"];

    /// <summary>A number of sensors: of each six three measure the air, two pollution, one the wind.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed of all.</param>
    /// <param name="prefix">What their names begin with.</param>
    public static IReadOnlyList<SimulatedSensor> Several(int count, long seed, string prefix = "")
    {
        Dictionary<ReadingKind, int> numbers = [];
        var sensors = new SimulatedSensor[count];
        for (int i = 0; i < count; i++)
        {
            ReadingKind kind = (i % 6) switch { 0 or 1 or 2 => ReadingKind.Air, 3 or 4 => ReadingKind.Pollution, _ => ReadingKind.Wind };
            int number = numbers[kind] = numbers.GetValueOrDefault(kind) + 1;
            sensors[i] = new SimulatedSensor(Named(prefix, kind, number), kind, s_places[i % s_places.Length], unchecked(seed * 1_000_003 + i));
        }
        return sensors;
    }

    private static string Named(string prefix, ReadingKind kind, int number)
    {
        string name = FormattableString.Invariant($"{kind.ToString().ToLowerInvariant()}-{number}");
        return prefix.Length == 0 ? name : $"{prefix}-{name}";
    }
}
