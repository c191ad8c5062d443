using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vicinity.Feeds;

/// <summary>Writes rows of CSV (RFC 4180): a value with a comma, a quote or a line break is quoted, and numbers are the same in every language. Who calls it ends the row.</summary>
public static class CsvRow
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    /// <summary>Adds a row without its end.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="values">Numbers, truth values, texts and nulls, which are empty.</param>
    public static void Append(StringBuilder text, IEnumerable<object?> values)
    {
        bool isFirst = true;
        foreach (object? value in values)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            Append(text, TextOf(value));
        }
    }

    private static void Append(StringBuilder text, string value)
    {
        if (!value.AsSpan().ContainsAny(s_quoted)) text.Append(value);
        else text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
