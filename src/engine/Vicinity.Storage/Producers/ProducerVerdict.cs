namespace Vicinity.Storage;

/// <summary>Answer of <see cref="ProducerTable.Check"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="BaseOffset">For a duplicate: offset of its first record in the log; else -1.</param>
/// <param name="NextOffset">For a duplicate: offset behind its last record, which the high watermark must reach before it is confirmed; else -1.</param>
/// <param name="LastSequence">Last sequence known of the producer, or -1.</param>
public readonly record struct ProducerVerdict(ProducerVerdictKind Kind, long BaseOffset = -1, long NextOffset = -1, int LastSequence = -1);
