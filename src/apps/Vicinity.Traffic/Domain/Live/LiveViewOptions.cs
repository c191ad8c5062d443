namespace Vicinity.Traffic;

/// <summary>Bounds of a live view.</summary>
public sealed record LiveViewOptions
{
    /// <summary>The quadrants.</summary>
    public QuadrantMap Quadrants { get; init; } = new();

    /// <summary>The heat grid.</summary>
    public HeatOptions Heat { get; init; } = new();

    /// <summary>A vehicle whose last position is older than this is out.</summary>
    public TimeSpan Stale { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A vehicle is out before that when it has been silent for this many of its own intervals between reports: one that reports every
    /// second has gone after <see cref="ShortestStay"/>, one that reports every minute has not. 0 turns this off.
    /// </summary>
    public double SilentIntervals { get; init; } = 5;

    /// <summary>No vehicle is out by its interval sooner than this.</summary>
    public TimeSpan ShortestStay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far back the history reaches.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Length of the history's stretches.</summary>
    public TimeSpan Bucket => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(History.TotalSeconds / 120)));

    /// <summary>Most positions in the history; 56 bytes each.</summary>
    public long MaxPositions { get; init; } = 2_000_000;

    /// <summary>Most vehicles at a time.</summary>
    public int MaxVehicles { get; init; } = 1_000_000;

    /// <summary>Most quadrants.</summary>
    public int MaxQuadrants { get; init; } = 20_000;

    /// <summary>How far ahead of the present a position may be (clocks differ).</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(10);
}
