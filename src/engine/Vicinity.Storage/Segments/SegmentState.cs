using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>What is known of a segment's content: after a scan, from its index file, or of a new one.</summary>
internal sealed record SegmentState
{
    public required LogPosition Base { get; init; }
    public required long BaseBytes { get; init; }
    public required long CreatedMs { get; init; }
    public required int Rewrites { get; init; }
    public required int LastEpoch { get; init; }
    public required long EndOffset { get; init; }
    public required long Length { get; init; }
    public required long MaxTimestamp { get; init; }
    public required bool EndsWithData { get; init; }
    public required SparseIndex Index { get; init; }
    public required MarkerPlace[] Markers { get; init; }

    /// <summary>State of a segment that holds its base and nothing else.</summary>
    public static SegmentState OfBase(LogPosition position, long baseBytes, long createdMs, int rewrites) => new()
    {
        Base = position,
        BaseBytes = baseBytes,
        CreatedMs = createdMs,
        Rewrites = rewrites,
        LastEpoch = position.Epoch,
        EndOffset = position.Offset,
        Length = baseBytes,
        MaxTimestamp = long.MinValue,
        EndsWithData = false,
        Index = new SparseIndex([]),
        Markers = [],
    };
}
