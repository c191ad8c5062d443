namespace Vicinity.Client;

/// <summary>Where a group will go on.</summary>
/// <param name="Offset">Next offset to read.</param>
/// <param name="LeaderEpoch">Epoch of the record before it, -1 for unknown.</param>
/// <param name="Metadata">Text that was stored with it.</param>
public readonly record struct CommittedOffset(long Offset, int LeaderEpoch, string Metadata);
