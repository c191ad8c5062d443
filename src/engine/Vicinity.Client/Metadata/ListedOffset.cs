namespace Vicinity.Client;

/// <summary>An offset that a leader named.</summary>
/// <param name="Offset">The offset; -1 when no record is that late.</param>
/// <param name="TimestampMs">Timestamp of the record there; -1 when it was not asked by time.</param>
public readonly record struct ListedOffset(long Offset, long TimestampMs);
