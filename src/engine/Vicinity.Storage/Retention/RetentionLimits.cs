namespace Vicinity.Storage;

/// <summary>How much of a log is kept.</summary>
/// <param name="Milliseconds">Segments whose newest record is older may go; null: time does not matter.</param>
/// <param name="Bytes">The oldest segments may go while the others have at least this size; null: size does not matter.</param>
public sealed record RetentionLimits(long? Milliseconds, long? Bytes);
