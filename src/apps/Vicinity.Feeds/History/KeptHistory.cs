namespace Vicinity.Feeds;

/// <summary>What is kept of the past at a moment.</summary>
/// <param name="Range">From when to when; null when nothing is kept.</param>
/// <param name="BucketLength">Length of a bucket.</param>
/// <param name="Buckets">The buckets that hold something, oldest first.</param>
public sealed record KeptHistory(HistoryRange? Range, TimeSpan BucketLength, IReadOnlyList<HistoryBucket> Buckets);
