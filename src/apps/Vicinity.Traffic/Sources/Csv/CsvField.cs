using System.Globalization;

namespace Vicinity.Traffic;

/// <summary>Reads what stands in a field of a CSV file.</summary>
/// <param name="decimalComma">True where a comma may stand for the decimal point, because it does not separate fields.</param>
internal readonly struct CsvField(bool decimalComma)
{
    private const int LongestNumber = 64;
    private const int LongestAbsent = 6;

    // How tables say that there is no value.
    private static readonly string[] s_absent = ["nan", "null", "n/a", "na", "none", "nil", "-", "\\n", "-1"];

    /// <summary>True when the text is one of the usual ways to say that there is no value.</summary>
    public static bool IsAbsent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return true;
        if (text.Length > LongestAbsent || (text[0] is > '-' and <= '9')) return false;
        foreach (string absent in s_absent)
            if (text.Equals(absent, StringComparison.OrdinalIgnoreCase)) return true;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number == -1;
    }

    /// <summary>Reads a finite number.</summary>
    public bool TryNumber(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return double.IsFinite(value);
        if (!decimalComma || text.Length > LongestNumber || text.Count(',') != 1 || text.Contains('.')) return false;
        Span<char> point = stackalloc char[LongestNumber];
        text.Replace(point, ',', '.');
        return double.TryParse(point[..text.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Reads a point in time: ISO 8601, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.</summary>
    public bool TryTime(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryNumber(text, out double number)) return CalendarTime.TryParse(text, out milliseconds);
        // Seconds reach 1e11 in the year 5138, milliseconds did so in 1973; and so on by thousands.
        double scaled = Math.Abs(number) switch { < 1e11 => number * 1e3, < 1e14 => number, < 1e17 => number / 1e3, _ => number / 1e6 };
        milliseconds = (long)Math.Round(Math.Clamp(scaled, -1e15, 1e15));
        // 20260829120000 is a calendar time without its signs, not the year 2612.
        if (VehiclePosition.RefuseTimestamp(milliseconds) is not null && CalendarTime.TryParse(text, out long calendar)) milliseconds = calendar;
        return true;
    }
}
