namespace Vicinity.Storage;

/// <summary>When and how a log is compacted.</summary>
public sealed record CompactionOptions
{
    /// <summary>A record without value, which deletes its key, goes itself when its timestamp is older than this, in milliseconds.</summary>
    public long DeleteRetentionMs { get; init; } = 86_400_000;

    /// <summary>Nothing is done while a smaller part of the closed segments is new since the last run; from 0 to 1.</summary>
    public double MinCleanableDirtyRatio { get; init; } = 0.5;

    /// <summary>Segments whose newest record is younger than this stay as they are, in milliseconds.</summary>
    public long MinCompactionLagMs { get; init; }

    /// <summary>Most bytes of keys held in memory in one run; what does not fit is left to the next.</summary>
    public long MaxKeyBytes { get; init; } = 64 * 1024 * 1024;
}
