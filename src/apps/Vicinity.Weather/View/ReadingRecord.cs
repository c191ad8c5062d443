namespace Vicinity.Weather;

/// <summary>Readings of one record of the log.</summary>
/// <param name="Readings">The readings.</param>
/// <param name="Received">When the record came into the log, in Unix milliseconds.</param>
public sealed record ReadingRecord(IReadOnlyList<Reading> Readings, long Received);
