namespace Vicinity.Weather;

/// <summary>How far a partition of the readings is worked on.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Read">Offset up to which its readings are in windows.</param>
/// <param name="Watermark">The moment up to which its windows are closed, in Unix milliseconds; null before the first reading.</param>
/// <param name="Fates">What became of its readings.</param>
/// <param name="Rejected">Readings and records that break a rule.</param>
/// <param name="Server">Who worked on it last: an id that is drawn anew when a server takes a partition over.</param>
/// <param name="Takeovers">How often another server, or the same one after a start, has taken it over.</param>
/// <param name="PerSecond">Readings a second lately.</param>
/// <param name="Time">When its last step came into the log, in Unix milliseconds.</param>
/// <param name="Steps">Steps that count.</param>
/// <param name="Ignored">Steps that do not: those of a server that was replaced, and repeated ones.</param>
public readonly record struct PartitionState(int Partition, long Read, long? Watermark, FateCounts Fates, long Rejected, Guid Server, long Takeovers, double PerSecond, long Time, long Steps, long Ignored);
