namespace Vicinity.Feeds;

/// <summary>How fresh a view of the log is.</summary>
/// <param name="Live">True when everything in the log is in the view, but for what came in the last few seconds.</param>
/// <param name="Delayed">True when the log is away or the view is behind it by more than a few seconds.</param>
/// <param name="DelayedSeconds">Age of what the view shows; 0 when it is not delayed.</param>
public readonly record struct Freshness(bool Live, bool Delayed, double DelayedSeconds);
