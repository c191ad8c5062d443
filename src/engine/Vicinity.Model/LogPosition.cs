namespace Vicinity.Model;

/// <summary>
/// Position in a partition's log: the epoch of the last entry before it and the offset behind that entry. Along one log
/// no two prefixes share a position, so it stands for the index that an entry has in Raft.
/// </summary>
/// <param name="Epoch">Epoch of the last entry of the prefix; 0 for the empty log.</param>
/// <param name="Offset">Offset behind the last entry of the prefix.</param>
public readonly record struct LogPosition(int Epoch, long Offset) : IComparable<LogPosition>
{
    /// <summary>Position of a log that has never held anything.</summary>
    public static LogPosition Zero => default;

    /// <summary>Compares by epoch first, then by offset, as votes do.</summary>
    public int CompareTo(LogPosition other)
    {
        int byEpoch = Epoch.CompareTo(other.Epoch);
        return byEpoch != 0 ? byEpoch : Offset.CompareTo(other.Offset);
    }

    /// <summary>The form used in logs and errors: <c>(epoch, offset)</c>.</summary>
    public override string ToString() => $"({Epoch}, {Offset})";

    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;
    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;
    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;
    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;
}
