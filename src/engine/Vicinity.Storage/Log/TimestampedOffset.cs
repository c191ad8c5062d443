namespace Vicinity.Storage;

/// <summary>A record found by its time.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="TimestampMs">Its timestamp, milliseconds since 1970 UTC.</param>
public readonly record struct TimestampedOffset(long Offset, long TimestampMs);
