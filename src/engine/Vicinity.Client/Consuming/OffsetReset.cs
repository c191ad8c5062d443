namespace Vicinity.Client;

/// <summary>Where a consumer begins when it has no offset, or one that a partition does not hold any more.</summary>
public enum OffsetReset
{
    /// <summary>Behind the last record: only what comes from now on.</summary>
    Latest,

    /// <summary>At the first record that is kept.</summary>
    Earliest,

    /// <summary>Nowhere: polling throws <see cref="PositionOutOfRangeException"/>.</summary>
    None,
}
