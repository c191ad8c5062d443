namespace Vicinity.Feeds;

/// <summary>How a recording is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>How many times faster than recorded; positive infinity for as fast as possible.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How much of the recording's beginning is left out, in each lap.</summary>
    public TimeSpan From { get; init; }

    /// <summary>Where in the recording a lap ends, from its beginning; null for its end.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>True to begin again at the end.</summary>
    public bool Loop { get; init; }

    /// <summary>True to keep the recorded times, false to carry them to the present.</summary>
    public bool KeepTime { get; init; }

    /// <summary>How much of the recording counts as past when it begins, so that a first look finds traffic and a history.</summary>
    public TimeSpan HeadStart { get; init; }
}
