namespace Vicinity.Weather;

/// <summary>
/// What a server has done with a partition of the readings since the step before: one record in the partition of the same number of the steps. It holds how far it has read together with all that came out of it,
/// so that both are stored or neither.
/// </summary>
public sealed record Step
{
    /// <summary>No moment.</summary>
    public const long None = long.MinValue;

    /// <summary>Its place in the chain.</summary>
    public required ChainLink Link { get; init; }

    /// <summary>Rules of the windows.</summary>
    public required WindowRules Rules { get; init; }

    /// <summary>Id of the topic of the readings; zeros where the log does not tell.</summary>
    public Guid Topic { get; init; }

    /// <summary>Offset of the first reading that it covers.</summary>
    public required long From { get; init; }

    /// <summary>Offset behind the last one; the same as <see cref="From"/> for none. Less where the log has lost readings, or is another one: then it covers none, and a checkpoint stands in it.</summary>
    public required long To { get; init; }

    /// <summary>Unix milliseconds at the server when it began; beside this clock the times of the readings were judged.</summary>
    public required long Clock { get; init; }

    /// <summary>Watermark to which the clock moved the windows behind the last reading; <see cref="None"/> when it did not.</summary>
    public long AdvancedTo { get; init; } = None;

    /// <summary>Watermark behind the step; <see cref="None"/> before the first reading.</summary>
    public long Watermark { get; init; } = None;

    /// <summary>Offset, in the steps, of a step with the first piece of a checkpoint that its writer knows to count; -1 for the beginning of the partition.</summary>
    public long CheckpointAt { get; init; } = -1;

    /// <summary>What became of all readings of the partition so far.</summary>
    public FateCounts Fates { get; init; }

    /// <summary>Readings and records of the partition that break a rule, so far.</summary>
    public long Rejected { get; init; }

    /// <summary>How many parts of windows stand in it.</summary>
    public int PartCount { get; init; }

    /// <summary>The parts, as bytes.</summary>
    public ReadOnlyMemory<byte> Parts { get; init; }

    /// <summary>Number of the piece of a checkpoint in it.</summary>
    public int Piece { get; init; }

    /// <summary>Pieces of that checkpoint; 0 where the step has none.</summary>
    public int Pieces { get; init; }

    /// <summary>The piece, as bytes.</summary>
    public ReadOnlyMemory<byte> PieceBytes { get; init; }
}
