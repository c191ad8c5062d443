using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>The words by which answers and queries name things: those of the code, beginning with a small letter.</summary>
internal static class WeatherWords
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.Names[value];

    /// <summary>All words.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Words<T>.Names.Values);

    /// <summary>The value of a word, in capital or small letters.</summary>
    public static bool TryRead<T>(string word, out T value)
        where T : struct, Enum => Words<T>.Values.TryGetValue(word, out value);

    /// <summary>The measured values of a reading, by name.</summary>
    public static IReadOnlyDictionary<string, double> Values(in Reading reading) => reading.Kind switch
    {
        ReadingKind.Air => new Dictionary<string, double> { ["temperature"] = reading.Temperature, ["humidity"] = reading.Humidity },
        ReadingKind.Pollution => new Dictionary<string, double> { ["co2"] = reading.Co2 },
        _ => new Dictionary<string, double> { ["direction"] = reading.Direction, ["speed"] = reading.Speed },
    };

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(v => v, v => char.ToLowerInvariant(v.ToString()[0]) + v.ToString()[1..]);

        public static readonly Dictionary<string, T> Values = Names.ToDictionary(n => n.Value, n => n.Key, StringComparer.OrdinalIgnoreCase);
    }
}
