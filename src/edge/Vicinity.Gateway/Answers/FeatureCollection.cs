using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>An answer that is a FeatureCollection (RFC 7946), written feature by feature straight into it.</summary>
/// <typeparam name="T">What is written as a feature.</typeparam>
/// <param name="items">What is written.</param>
/// <param name="writeFeature">Writes one of them.</param>
public sealed class FeatureCollection<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> writeFeature) : IResult
{
    private const int FlushBytes = 64 * 1024;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = GeoJson.MediaType;
        await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("type"u8, "FeatureCollection"u8);
        json.WriteStartArray("features"u8);
        foreach (T item in items)
        {
            writeFeature(json, item);
            if (json.BytesPending < FlushBytes) continue;
            json.Flush();
            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
