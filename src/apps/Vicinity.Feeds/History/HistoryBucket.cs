namespace Vicinity.Feeds;

/// <summary>How much happened in one stretch of event time.</summary>
/// <param name="Start">When the stretch begins, Unix milliseconds; a multiple of its length.</param>
/// <param name="Count">Events in it.</param>
public readonly record struct HistoryBucket(long Start, long Count);
