using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway.Contacts;

/// <summary>A table as a file to keep, written row by row straight into the answer.</summary>
/// <param name="table">The table.</param>
/// <param name="format">How it is written.</param>
/// <param name="name">Name of the file without its ending.</param>
internal sealed class ExportFile(ExportTable table, ExportFormat format, string name) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (format != ExportFormat.GeoJson) return new TableFile(table.Columns, table.Rows, format == ExportFormat.Csv ? TableFormat.Csv : TableFormat.Jsonl, name).ExecuteAsync(httpContext);
        httpContext.Response.ContentType = GeoJson.MediaType;
        httpContext.Response.Headers.ContentDisposition = TableFile.Disposition(name, "geojson");
        return new FeatureCollection<object?[]>(table.Rows, WriteFeature).ExecuteAsync(httpContext);
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
        TableFile.WriteObject(json, table.Columns, row);
        json.WriteEndObject();
    }
}
