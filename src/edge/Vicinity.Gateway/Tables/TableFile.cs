using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// A table as a file to keep, written row by row straight into the answer. In CSV, a text that a spreadsheet would take for a formula begins with an apostrophe; in JSON Lines every text is as it is.
/// </summary>
/// <param name="columns">Names of the columns.</param>
/// <param name="rows">The rows, read while they are written: numbers, truth values, texts and nulls.</param>
/// <param name="format">How it is written.</param>
/// <param name="name">Name of the file without its ending.</param>
public sealed class TableFile(IReadOnlyList<string> columns, IEnumerable<object?[]> rows, TableFormat format, string name) : IResult
{
    private const int FlushChars = 64 * 1024;

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse answer = httpContext.Response;
        (answer.ContentType, string ending) = format == TableFormat.Csv ? ("text/csv; charset=utf-8; header=present", "csv") : ("application/jsonl", "jsonl");
        answer.Headers.ContentDisposition = $"attachment; filename=\"{new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')])}.{ending}\"";
        var text = new StringBuilder();
        using var buffer = new MemoryStream();
        if (format == TableFormat.Csv) text.AppendJoin(',', columns.Select(c => Cell(c))).Append("\r\n");
        foreach (object?[] row in rows)
        {
            if (format == TableFormat.Csv) text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
            else text.Append(JsonLine(row, buffer)).Append('\n');
            if (text.Length < FlushChars) continue;
            await answer.WriteAsync(text.ToString(), httpContext.RequestAborted).ConfigureAwait(false);
            text.Clear();
        }
        await answer.WriteAsync(text.ToString(), httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static string Cell(object? value)
    {
        switch (value)
        {
            case null: return "";
            case bool flag: return flag ? "true" : "false";
            case IFormattable number: return number.ToString(null, CultureInfo.InvariantCulture);
        }
        string text = value.ToString()!;
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private string JsonLine(object?[] row, MemoryStream buffer)
    {
        buffer.SetLength(0);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Length; i++)
            {
                json.WritePropertyName(columns[i]);
                switch (row[i])
                {
                    case null: json.WriteNullValue(); break;
                    case bool flag: json.WriteBooleanValue(flag); break;
                    case int number: json.WriteNumberValue(number); break;
                    case long number: json.WriteNumberValue(number); break;
                    case double number: json.WriteNumberValue(number); break;
                    default: json.WriteStringValue(row[i]!.ToString()); break;
                }
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
