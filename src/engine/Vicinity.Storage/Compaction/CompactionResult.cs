namespace Vicinity.Storage;

/// <summary>What a run of compaction did.</summary>
/// <param name="SegmentsRewritten">Segments that were rewritten.</param>
/// <param name="RecordsRemoved">Records that are gone.</param>
/// <param name="BytesBefore">Size of the rewritten segments before.</param>
/// <param name="BytesAfter">Their size now.</param>
public sealed record CompactionResult(int SegmentsRewritten, long RecordsRemoved, long BytesBefore, long BytesAfter)
{
    /// <summary>A run that found nothing to do.</summary>
    public static CompactionResult Nothing { get; } = new(0, 0, 0, 0);

    /// <summary>True if anything changed.</summary>
    public bool HasEffect => SegmentsRewritten > 0;

    /// <summary>The result in words.</summary>
    public override string ToString() => $"segments rewritten: {SegmentsRewritten}, records removed: {RecordsRemoved}, bytes before: {BytesBefore}, bytes now: {BytesAfter}";

    internal CompactionResult Add(CompactionResult other) => new(
        SegmentsRewritten + other.SegmentsRewritten, RecordsRemoved + other.RecordsRemoved, BytesBefore + other.BytesBefore, BytesAfter + other.BytesAfter);
}
