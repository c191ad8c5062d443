using System.Globalization;

namespace Vicinity.Traffic;

/// <summary>
/// Times as files and devices write them: ISO 8601 in its extended and its basic form, with <c>T</c> or a space, a comma or a point
/// before the fraction, and <c>Z</c>, <c>UTC</c>, <c>GMT</c>, an offset, or nothing, which means UTC.
/// </summary>
internal static class CalendarTime
{
    private const int LongestText = 64;

    // yyyyMMdd and hhmmss, the least that the basic form has.
    private const int DateDigits = 8;
    private const int TimeDigits = 6;

    /// <summary>Reads a time as Unix milliseconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        text = WithoutZone(text.Trim());
        if (text.Length is < 10 or > LongestText) return false;
        // Other orders of day, month and year cannot be told apart, so they are not guessed.
        bool extended = char.IsAsciiDigit(text[0]) && text[4] is '-' or '/';
        Span<char> buffer = stackalloc char[LongestText + 8];
        int length = extended ? Copy(text, buffer) : Extend(text, buffer);
        if (length == 0 || !DateTimeOffset.TryParse(buffer[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return false;
        milliseconds = time.ToUnixTimeMilliseconds();
        return true;
    }

    private static ReadOnlySpan<char> WithoutZone(ReadOnlySpan<char> text)
    {
        bool named = text.EndsWith("UTC", StringComparison.OrdinalIgnoreCase) || text.EndsWith("GMT", StringComparison.OrdinalIgnoreCase);
        return named ? text[..^3].TrimEnd() : text;
    }

    // ISO 8601 allows a comma before the fraction of a second; .NET reads a point only.
    private static int Copy(ReadOnlySpan<char> text, Span<char> into)
    {
        text.Replace(into, ',', '.');
        return text.Length;
    }

    // 20260829T120000.5+0200 or 20260829120000 as 2026-08-29T12:00:00.5+02:00; 0 when it is neither.
    private static int Extend(ReadOnlySpan<char> text, Span<char> into)
    {
        if (!HasDigits(text, DateDigits)) return 0;
        ReadOnlySpan<char> time = text[DateDigits..];
        if (time[0] is 'T' or 't' or ' ') time = time[1..];
        if (!HasDigits(time, TimeDigits)) return 0;
        ReadOnlySpan<char> rest = time[TimeDigits..];
        bool written = into.TryWrite(
            CultureInfo.InvariantCulture, $"{text[..4]}-{text[4..6]}-{text[6..8]}T{time[..2]}:{time[2..4]}:{time[4..6]}{rest}", out int length);
        if (!written) return 0;
        into[..length].Replace(',', '.');
        return length;
    }

    private static bool HasDigits(ReadOnlySpan<char> text, int count) => text.Length >= count && !text[..count].ContainsAnyExceptInRange('0', '9');
}
