using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>Answer to a replica that fetches from a position.</summary>
public readonly struct ReplicaRead
{
    private readonly byte[]? _emptied;

    private ReplicaRead(ReplicaReadKind kind, LogPosition position, byte[]? emptied, LogSlice entries)
    {
        Kind = kind;
        Position = position;
        _emptied = emptied;
        Stored = entries;
    }

    /// <summary>Which of the three answers it is.</summary>
    public ReplicaReadKind Kind { get; }

    /// <summary>Entries: the position asked from. Diverging: the largest epoch at or before the asked one, and where it ends. Start: the base.</summary>
    public LogPosition Position { get; }

    /// <summary>Size of the entries in bytes.</summary>
    public int Length => (_emptied?.Length ?? 0) + Stored.Length;

    /// <summary>True if there is nothing behind the position yet.</summary>
    public bool IsEmpty => Length == 0;

    private LogSlice Stored { get; }

    /// <summary>Copies whole entries, markers included, from byte <paramref name="from"/> on; returns how much.</summary>
    public int CopyTo(Span<byte> destination, int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Length);
        int made = _emptied?.Length ?? 0;
        int copied = 0;
        if (from < made)
        {
            copied = Math.Min(destination.Length, made - from);
            _emptied.AsSpan(from, copied).CopyTo(destination);
            destination = destination[copied..];
            from += copied;
        }
        return copied + (destination.IsEmpty || Stored.IsEmpty ? 0 : Stored.CopyTo(destination, from - made));
    }

    /// <summary>All entries in a new array.</summary>
    public byte[] ToArray()
    {
        byte[] copy = new byte[Length];
        CopyTo(copy, 0);
        return copy;
    }

    internal static ReplicaRead Entries(LogPosition from, byte[]? emptied, LogSlice stored) => new(ReplicaReadKind.Entries, from, emptied, stored);

    internal static ReplicaRead Diverging(LogPosition position) => new(ReplicaReadKind.Diverging, position, null, default);

    internal static ReplicaRead Start(LogPosition position) => new(ReplicaReadKind.Start, position, null, default);
}
