using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>The application at a glance.</summary>
/// <param name="Now">The present, Unix milliseconds.</param>
/// <param name="Live">True when everything in the log is shown.</param>
/// <param name="Delayed">True when what is shown is older than it should be.</param>
/// <param name="DelayedSeconds">How old.</param>
/// <param name="Positions">Positions that the log keeps.</param>
/// <param name="PositionsPerSecond">Rate over the last ten seconds.</param>
/// <param name="Vehicles">Vehicles on the road.</param>
/// <param name="Quadrants">Quadrants with a topic.</param>
/// <param name="BadRows">Rows and records that held no position.</param>
/// <param name="Sources">The sources of this process.</param>
public sealed record TrafficSummary(
    long Now, bool Live, bool Delayed, double DelayedSeconds, long Positions, double PositionsPerSecond, int Vehicles, int Quadrants, long BadRows,
    IReadOnlyList<SourceStatus> Sources);
