namespace Vicinity.Broker;

/// <summary>An offset that a group has committed for a partition.</summary>
/// <param name="Offset">Offset of the next record to read.</param>
/// <param name="LeaderEpoch">Epoch of the last record read; -1 unknown.</param>
/// <param name="Metadata">Text of the client.</param>
/// <param name="TimestampMs">When it was committed, in Unix time.</param>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata, long TimestampMs);
