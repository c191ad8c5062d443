namespace Vicinity.Feeds;

/// <summary>A span of event time from which something is kept.</summary>
/// <param name="Start">Time of the oldest event that is kept, Unix milliseconds.</param>
/// <param name="End">Time of the latest one, Unix milliseconds.</param>
public readonly record struct HistoryRange(long Start, long End)
{
    /// <summary>From the first to the last moment of both; of one where the other is null.</summary>
    public static HistoryRange? Union(HistoryRange? a, HistoryRange? b) =>
        a is { } one && b is { } other
            ? new HistoryRange(Math.Min(one.Start, other.Start), Math.Max(one.End, other.End))
            : a ?? b;
}
