namespace Vicinity.Broker.Tests;

/// <summary>A record that a test got from the node.</summary>
internal sealed record FetchedRecord(long Offset, long TimestampMs, string? Key, string? Value);
