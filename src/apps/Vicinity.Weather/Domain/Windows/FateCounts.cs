namespace Vicinity.Weather;

/// <summary>How many readings had which fate.</summary>
/// <param name="InTime">In their window.</param>
/// <param name="Late">Added as corrections.</param>
/// <param name="TooLate">Not counted: their window takes no more corrections.</param>
/// <param name="Duplicate">Came before.</param>
/// <param name="Forgotten">Not counted: they may have come before.</param>
/// <param name="TooManySensors">Not counted: there were too many sensors.</param>
/// <param name="TooManyParts">Not counted: there were too many open windows.</param>
public readonly record struct FateCounts(long InTime, long Late, long TooLate, long Duplicate, long Forgotten, long TooManySensors, long TooManyParts)
{
    /// <summary>Readings that are in a window.</summary>
    public long Counted => InTime + Late;

    /// <summary>Readings that were lost to all windows, for a reason other than having come before.</summary>
    public long Dropped => TooLate + Forgotten + TooManySensors + TooManyParts;

    /// <summary>All of them.</summary>
    public long Total => Counted + Dropped + Duplicate;

    /// <summary>How many had a fate.</summary>
    public long Of(ReadingFate fate) => fate switch
    {
        ReadingFate.InTime => InTime,
        ReadingFate.Late => Late,
        ReadingFate.TooLate => TooLate,
        ReadingFate.Duplicate => Duplicate,
        ReadingFate.Forgotten => Forgotten,
        ReadingFate.TooManySensors => TooManySensors,
        _ => TooManyParts,
    };

    /// <summary>Both together.</summary>
    public static FateCounts operator +(FateCounts one, FateCounts other) => new(
        one.InTime + other.InTime, one.Late + other.Late, one.TooLate + other.TooLate, one.Duplicate + other.Duplicate, one.Forgotten + other.Forgotten,
        one.TooManySensors + other.TooManySensors, one.TooManyParts + other.TooManyParts);

    /// <summary>What came since.</summary>
    public static FateCounts operator -(FateCounts one, FateCounts other) => new(
        one.InTime - other.InTime, one.Late - other.Late, one.TooLate - other.TooLate, one.Duplicate - other.Duplicate, one.Forgotten - other.Forgotten,
        one.TooManySensors - other.TooManySensors, one.TooManyParts - other.TooManyParts);
}
