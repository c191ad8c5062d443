namespace Vicinity.Feeds;

/// <summary>An event of a recording.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="Value">The event as it was recorded.</param>
/// <param name="Timestamp">Its own time, Unix milliseconds.</param>
/// <param name="PlayAt">
/// The moment of the recording at which it became known, Unix milliseconds: its own time, or the time of the snapshot that holds it.
/// </param>
/// <param name="Unit">What the recording is made of: <c>line</c> or <c>entity</c>.</param>
/// <param name="Number">Number of the line or entity that it stands in, from 1.</param>
public readonly record struct TraceRow<T>(T Value, long Timestamp, long PlayAt, string Unit = "line", long Number = 0);
