namespace Vicinity.Traffic;

/// <summary>The kept history for the time bar.</summary>
/// <param name="Start">Time of the oldest kept position, Unix milliseconds; null when there is none.</param>
/// <param name="End">Time of the latest one.</param>
/// <param name="Now">The present.</param>
/// <param name="BucketSeconds">Length of a stretch.</param>
/// <param name="Buckets">Stretches that hold positions, oldest first.</param>
public sealed record Timeline(long? Start, long? End, long Now, double BucketSeconds, IReadOnlyList<(long Start, int Positions)> Buckets);
