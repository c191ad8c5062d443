namespace Vicinity.Gateway.Contacts;

/// <summary>How rows are written.</summary>
internal enum ExportFormat
{
    /// <summary>A line of names, then a line a row (RFC 4180).</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Jsonl,

    /// <summary>Features with points; coordinates are units of the field.</summary>
    GeoJson,
}
