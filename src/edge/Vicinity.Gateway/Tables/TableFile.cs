using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vicinity.Feeds;

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

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse answer = httpContext.Response;
        (answer.ContentType, string ending) = format == TableFormat.Csv ? ("text/csv; charset=utf-8; header=present", "csv") : ("application/jsonl", "jsonl");
        answer.Headers.ContentDisposition = Disposition(name, ending);
        var text = new StringBuilder();
        using var buffer = new MemoryStream();
        if (format == TableFormat.Csv) AppendRow(text, columns);
        foreach (object?[] row in rows)
        {
            if (format == TableFormat.Csv) AppendRow(text, row);
            else text.Append(JsonLine(row, buffer)).Append('\n');
            if (text.Length < FlushChars) continue;
            await answer.WriteAsync(text.ToString(), httpContext.RequestAborted).ConfigureAwait(false);
            text.Clear();
        }
        await answer.WriteAsync(text.ToString(), httpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The header by which a browser keeps an answer as a file. What a name of a file should not hold is a hyphen in it.</summary>
    public static string Disposition(string name, string ending) =>
        $"attachment; filename=\"{new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')])}.{ending}\"";

    /// <summary>Writes a row as a JSON object.</summary>
    public static void WriteObject(Utf8JsonWriter json, IReadOnlyList<string> columns, object?[] row)
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

    private static void AppendRow(StringBuilder text, IEnumerable<object?> row)
    {
        CsvRow.Append(text, row.Select(Harmless));
        text.Append("\r\n");
    }

    private static object? Harmless(object? value) => value is string { Length: > 0 } text && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : value;

    private string JsonLine(object?[] row, MemoryStream buffer)
    {
        buffer.SetLength(0);
        using (var json = new Utf8JsonWriter(buffer)) WriteObject(json, columns, row);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
