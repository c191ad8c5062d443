namespace Vicinity.Storage;

/// <summary>An offset was asked for that the log does not hold.</summary>
public sealed class OffsetOutOfRangeException(long offset, long logStart, long logEnd)
    : ArgumentOutOfRangeException(nameof(offset), offset, $"offset {offset} is outside the log, which holds {logStart} to {logEnd}")
{
    /// <summary>The offset asked for.</summary>
    public long Offset { get; } = offset;

    /// <summary>First offset of the log.</summary>
    public long LogStart { get; } = logStart;

    /// <summary>Offset behind the last record of the log.</summary>
    public long LogEnd { get; } = logEnd;
}
