using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Settings of one partition's log. Immutable; a log takes new ones at any time.</summary>
public sealed record LogOptions
{
    /// <summary>Smallest allowed <see cref="SegmentBytes"/>.</summary>
    public const long MinSegmentBytes = 1024;

    /// <summary>Largest entry that a segment can hold, in bytes: what recovery is ready to hold in memory.</summary>
    public const int MaxEntryBytes = 256 * 1024 * 1024;

    /// <summary>A segment is closed before a write would make it larger than this, in bytes; from <see cref="MinSegmentBytes"/>.</summary>
    public long SegmentBytes { get; init; } = 1L << 30;

    /// <summary>A segment is closed by the first write after this time, so that retention by time can remove it.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Distance of two entries in the index of the active segment, in bytes; from 64. Closed segments keep every sixteenth.</summary>
    public int IndexIntervalBytes { get; init; } = 4096;

    /// <summary>Largest batch that is appended, in bytes, its header included.</summary>
    public int MaxBatchBytes { get; init; } = 1_048_588;

    /// <summary>An idempotent producer is forgotten when the log's timestamps have moved on by this since it wrote.</summary>
    public TimeSpan ProducerIdle { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Most producers remembered; beyond it the one that wrote longest ago is forgotten.</summary>
    public int MaxProducers { get; init; } = 10_000;

    /// <summary>How long a removed segment stays readable for readers that have found it before.</summary>
    public TimeSpan ReaderGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Voters in the base of a log that is created by opening it; for existing logs without meaning.</summary>
    public IReadOnlyList<Voter> FirstVoters { get; init; } = [];

    /// <summary>Throws when a value is out of its bounds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value and its bound.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, MinSegmentBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SegmentAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(IndexIntervalBytes, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchBytes, BatchLayout.HeaderBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBatchBytes, MaxEntryBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxProducers, 1);
    }
}
