namespace Vicinity.Client;

/// <summary>Where in a partition to begin.</summary>
public readonly record struct StartPosition
{
    private StartPosition(PositionKind kind, long value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>The first record that is kept.</summary>
    public static StartPosition Earliest => new(PositionKind.Earliest, 0);

    /// <summary>Behind the last record.</summary>
    public static StartPosition Latest => new(PositionKind.Latest, 0);

    /// <summary>Where the group has committed, else by the reset policy. The default.</summary>
    public static StartPosition Committed => default;

    /// <summary>The record with this offset.</summary>
    public static StartPosition AtOffset(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new(PositionKind.Offset, offset);
    }

    /// <summary>The first record whose timestamp is not before this one, milliseconds since 1970; behind the last record when there is none.</summary>
    public static StartPosition AtTime(long timestampMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timestampMs);
        return new(PositionKind.Time, timestampMs);
    }

    /// <inheritdoc cref="AtTime(long)"/>
    public static StartPosition AtTime(DateTimeOffset time) => AtTime(time.ToUnixTimeMilliseconds());

    internal PositionKind Kind { get; }

    internal long Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Kind is PositionKind.Offset or PositionKind.Time ? $"{Kind} {Value}" : $"{Kind}";
}

/// <summary>The ways to name a position.</summary>
internal enum PositionKind
{
    Committed,
    Earliest,
    Latest,
    Offset,
    Time,
}
