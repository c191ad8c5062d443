namespace Vicinity.Contacts;

/// <summary>A key from which a device derives its identifiers for a day at most (Temporary Exposure Key). It stays on the device until its owner publishes it.</summary>
/// <param name="Secret">Its 16 random bytes, the first one highest.</param>
/// <param name="RollingStart">First interval of its identifiers.</param>
/// <param name="RollingPeriod">Number of its intervals, 1 to <see cref="ExposureIntervals.PerDay"/>.</param>
public readonly record struct ExposureKey(UInt128 Secret, int RollingStart, int RollingPeriod)
{
    /// <summary>Bytes of the secret.</summary>
    public const int Length = 16;

    /// <summary>First interval after its last one.</summary>
    public long RollingEnd => (long)RollingStart + RollingPeriod;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Problem =>
        RollingStart < 0 ? $"the first interval {RollingStart} of a key is negative"
        : RollingPeriod is < 1 or > ExposureIntervals.PerDay ? $"a key has {RollingPeriod} intervals, and not from 1 to {ExposureIntervals.PerDay}"
        : RollingEnd > int.MaxValue ? $"the last interval of a key that begins at {RollingStart} is not below 2^31"
        : null;
}
