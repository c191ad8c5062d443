using nietras.SeparatedValues;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>The beginning of a CSV file: empty lines, a <c>sep=;</c> line as spreadsheets write it, and the names of the columns.</summary>
internal static class CsvHeader
{
    private const int MaxColumns = 256;
    private const string SeparatorLine = "sep=";

    // In the order in which they are taken when two occur as often.
    private const string Separators = ",;\t|";

    /// <summary>Reads up to the header's end.</summary>
    /// <exception cref="TraceFormatException">There is no header, or none that can be read.</exception>
    public static (char Separator, IReadOnlyList<string> Names) Read(CsvLines lines)
    {
        char? separator = null;
        while (true)
        {
            if (!lines.TryReadLine(out ReadOnlyMemory<char> line, out bool tooLong)) throw new TraceFormatException("the file is empty");
            if (tooLong) throw new TraceFormatException($"the first line is longer than {lines.MaxLength} characters");
            if (line.Span.IsWhiteSpace()) continue;
            ReadOnlySpan<char> text = line.Span.Trim(" \"");
            if (separator is null && text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase))
            {
                separator = Named(text[SeparatorLine.Length..]);
                continue;
            }
            separator ??= MostUsed(line.Span);
            return (separator.Value, Split(line.ToString(), separator.Value));
        }
    }

    // Null when the line names none, for example because a tab at its end was lost.
    private static char? Named(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return null;
        bool usable = text.Length == 1 && (text[0] == '\t' || (text[0] is > ' ' and < '\u007f' && !char.IsAsciiLetterOrDigit(text[0]) && !"\"'.-+:/_".Contains(text[0])));
        return usable ? text[0] : throw new TraceFormatException($"'{SeparatorLine}{Shorten(text)}' does not name a separator: one of comma, semicolon, tab, | and the like");
    }

    private static char MostUsed(ReadOnlySpan<char> header)
    {
        Span<int> counts = stackalloc int[Separators.Length];
        bool quoted = false;
        foreach (char c in header)
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && Separators.IndexOf(c) is var place and >= 0) counts[place]++;
        }
        int most = 0;
        for (int i = 1; i < counts.Length; i++)
            if (counts[i] > counts[most]) most = i;
        return Separators[most];
    }

    private static List<string> Split(string header, char separator)
    {
        using SepReader reader = Sep.New(separator).Reader(CsvTraceReader.Configure).FromText(header);
        var names = new List<string>();
        if (!reader.MoveNext()) return names;
        if (reader.Current.ColCount > MaxColumns) throw new TraceFormatException($"{reader.Current.ColCount} columns are more than {MaxColumns}");
        for (int i = 0; i < reader.Current.ColCount; i++) names.Add(reader.Current[i].ToString());
        return names;
    }

    private static string Shorten(ReadOnlySpan<char> text) => text.Length > 10 ? $"{text[..10]}…" : text.ToString();
}
