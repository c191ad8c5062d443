using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway.Contacts;

/// <summary>A table as a file to keep, written row by row straight into the answer.</summary>
/// <param name="table">The table.</param>
/// <param name="format">How it is written.</param>
/// <param name="name">Name of the file without its ending.</param>
internal sealed class ExportFile(ExportTable table, ExportFormat format, string name) : IResult
{
    private const int FlushBytes = 64 * 1024;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse answer = httpContext.Response;
        (answer.ContentType, string ending) = format switch
        {
            ExportFormat.Csv => ("text/csv; charset=utf-8; header=present", "csv"),
            ExportFormat.Jsonl => ("application/jsonl", "jsonl"),
            _ => (GeoJson.MediaType, "geojson"),
        };
        answer.Headers.ContentDisposition = $"attachment; filename=\"{new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')])}.{ending}\"";
        if (format == ExportFormat.GeoJson) await new FeatureCollection<object?[]>(table.Rows, WriteFeature).ExecuteAsync(httpContext).ConfigureAwait(false);
        else await WriteLinesAsync(answer, httpContext.RequestAborted).ConfigureAwait(false);
    }

    private async Task WriteLinesAsync(HttpResponse answer, CancellationToken cancel)
    {
        var text = new StringBuilder();
        using var buffer = new MemoryStream();
        if (format == ExportFormat.Csv) text.AppendJoin(',', table.Columns).Append("\r\n");
        foreach (object?[] row in table.Rows)
        {
            if (format == ExportFormat.Csv) text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
            else text.Append(JsonLine(row, buffer)).Append('\n');
            if (text.Length < FlushBytes) continue;
            await answer.WriteAsync(text.ToString(), cancel).ConfigureAwait(false);
            text.Clear();
        }
        await answer.WriteAsync(text.ToString(), cancel).ConfigureAwait(false);
    }

    // No value holds a comma, a quote or a line break: they are ids, numbers and words of this program.
    private static string Cell(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private string JsonLine(object?[] row, MemoryStream buffer)
    {
        buffer.SetLength(0);
        using (var json = new Utf8JsonWriter(buffer)) WriteObject(json, row);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteFeature(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, "Point"u8);
        json.WriteStartArray("coordinates"u8);
        json.WriteNumberValue((double)row[1]!);
        json.WriteNumberValue((double)row[2]!);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("properties"u8);
        WriteObject(json, row);
        json.WriteEndObject();
    }

    private void WriteObject(Utf8JsonWriter json, object?[] row)
    {
        json.WriteStartObject();
        for (int i = 0; i < row.Length; i++)
        {
            json.WritePropertyName(table.Columns[i]);
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
}
