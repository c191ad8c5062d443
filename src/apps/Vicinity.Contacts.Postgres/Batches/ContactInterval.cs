namespace Vicinity.Contacts.Postgres;

/// <summary>Somebody heard somebody else without a break. Times in Unix milliseconds, both ends included.</summary>
/// <param name="Begun">When it was first heard.</param>
/// <param name="Ended">When it was last heard so far.</param>
/// <param name="FirstTick">The same in ticks of the simulation, or in seconds since 1970.</param>
/// <param name="LastTick">The same in ticks of the simulation, or in seconds since 1970.</param>
/// <param name="Closest">Smallest distance; null where none was told.</param>
internal readonly record struct ContactInterval(long Begun, long Ended, long FirstTick, long LastTick, double? Closest)
{
    /// <summary>Ticks without contact, at most, that do not end it: one report may be missing.</summary>
    public const int Gap = 1;

    /// <summary>Time without contact that ends it, however long ticks are: the database need not look for older ones.</summary>
    public const long LongestPauseMs = 3 * 3600 * 1000;

    /// <summary>Whether the two are one.</summary>
    public bool Touches(in ContactInterval other) =>
        FirstTick <= other.LastTick + Gap + 1 && other.FirstTick <= LastTick + Gap + 1 && Begun <= other.Ended + LongestPauseMs && other.Begun <= Ended + LongestPauseMs;

    /// <summary>Both as one.</summary>
    public ContactInterval With(in ContactInterval other) => new(
        Math.Min(Begun, other.Begun),
        Math.Max(Ended, other.Ended),
        Math.Min(FirstTick, other.FirstTick),
        Math.Max(LastTick, other.LastTick),
        Closest is { } mine && other.Closest is { } its ? Math.Min(mine, its) : Closest ?? other.Closest);

    /// <summary>Makes those one that touch, whatever their order.</summary>
    public static void Merge(List<ContactInterval> intervals)
    {
        if (intervals.Count < 2) return;
        intervals.Sort(static (a, b) => a.FirstTick != b.FirstTick ? a.FirstTick.CompareTo(b.FirstTick) : a.Begun.CompareTo(b.Begun));
        int last = 0;
        for (int i = 1; i < intervals.Count; i++)
        {
            if (intervals[last].Touches(intervals[i])) intervals[last] = intervals[last].With(intervals[i]);
            else intervals[++last] = intervals[i];
        }
        intervals.RemoveRange(last + 1, intervals.Count - last - 1);
    }
}
