namespace Vicinity.Gateway;

/// <summary>How rows are written.</summary>
public enum TableFormat
{
    /// <summary>A line of names, then a line a row (RFC 4180).</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Jsonl,
}
