using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vicinity.Geo;

namespace Vicinity.Gateway;

/// <summary>Which part of the map a reader asks for, and at which moment.</summary>
/// <param name="Box">The part of the map.</param>
/// <param name="Zoom">Zoom of the cells.</param>
/// <param name="Span">Milliseconds over which something is counted.</param>
/// <param name="At">The moment, Unix milliseconds; null for now.</param>
public sealed record ViewQuery(BoundingBox Box, int Zoom, long Span, long? At)
{
    /// <summary>Zoom unless one is asked for.</summary>
    public const int DefaultZoom = 18;
    /// <summary>Span unless one is asked for.</summary>
    public const int DefaultSpanSeconds = 300;

    private const int LongestSpanSeconds = 604_800;
    private const long LatestMoment = 253_402_300_799_999;

    /// <summary>Reads the parameters of a request, or answers what is wrong with them.</summary>
    public static bool TryRead(
        string? bbox, string? zoom, string? span, string? at, [NotNullWhen(true)] out ViewQuery? query, [NotNullWhen(false)] out IResult? problem)
    {
        query = null;
        BoundingBox box = BoundingBox.World;
        string? reason = null;
        if (!string.IsNullOrEmpty(bbox) && !BoundingBox.TryParse(bbox, out box, out string? wrong)) reason = $"bbox: {wrong}";
        long level = Number(zoom, "zoom", DefaultZoom, 0, Tile.MaxZoom, ref reason);
        long seconds = Number(span, "span", DefaultSpanSeconds, 1, LongestSpanSeconds, ref reason);
        long moment = Number(at, "at", -1, 0, LatestMoment, ref reason);
        problem = reason is null ? null : TypedResults.Problem(title: "The request cannot be read", detail: reason, statusCode: StatusCodes.Status400BadRequest);
        if (problem is not null) return false;
        query = new ViewQuery(box, (int)level, seconds * 1000, moment < 0 ? null : moment);
        return true;
    }

    private static long Number(string? text, string name, long absent, long lowest, long highest, ref string? reason)
    {
        if (string.IsNullOrEmpty(text)) return absent;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= lowest && value <= highest) return (long)value;
        reason ??= $"{name} '{(text.Length > 40 ? text[..40] + "…" : text)}' is not a number between {lowest} and {highest}";
        return absent;
    }
}
