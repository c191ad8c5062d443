namespace Vicinity.Traffic;

/// <summary>A position of a recording.</summary>
/// <param name="Position">The position, with its recorded time.</param>
/// <param name="PlayAt">
/// The moment of the recording at which it became known, Unix milliseconds: its own time, or the time of the snapshot that holds it.
/// </param>
public readonly record struct TraceRow(VehiclePosition Position, long PlayAt);
