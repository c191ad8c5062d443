namespace Vicinity.Traffic;

/// <summary>A position of a recording.</summary>
/// <param name="Position">The position, with its recorded time.</param>
/// <param name="PlayAt">
/// The moment of the recording at which it became known, Unix milliseconds: its own time, or the time of the snapshot that holds it.
/// </param>
/// <param name="Unit">What the recording is made of: <c>line</c> or <c>entity</c>.</param>
/// <param name="Number">Number of the line or entity that it stands in, from 1.</param>
public readonly record struct TraceRow(VehiclePosition Position, long PlayAt, string Unit = "line", long Number = 0);
