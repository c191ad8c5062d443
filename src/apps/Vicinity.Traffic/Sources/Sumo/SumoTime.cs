using System.Globalization;

namespace Vicinity.Traffic;

/// <summary>Times as SUMO writes them: seconds, or with its option <c>human-readable-time</c> <c>HH:MM:SS</c>, and <c>D:HH:MM:SS</c> after a day.</summary>
internal static class SumoTime
{
    private const int MostParts = 4;

    // Seconds in a second, a minute, an hour and a day.
    private static readonly int[] s_units = [1, 60, 3_600, 86_400];

    /// <summary>The time in seconds; NaN when the text is none.</summary>
    public static double Parse(ReadOnlySpan<char> text)
    {
        bool negative = text is ['-', ..];
        ReadOnlySpan<char> rest = negative ? text[1..] : text;
        Span<Range> parts = stackalloc Range[MostParts + 1];
        int count = rest.Split(parts, ':');
        if (count > MostParts) return double.NaN;
        double seconds = 0;
        for (int i = 0; i < count; i++)
        {
            NumberStyles style = i == count - 1 ? NumberStyles.Float : NumberStyles.None;
            if (!double.TryParse(rest[parts[i]], style, CultureInfo.InvariantCulture, out double value) || (count > 1 && value < 0)) return double.NaN;
            seconds += value * s_units[count - 1 - i];
        }
        return negative ? -seconds : seconds;
    }
}
