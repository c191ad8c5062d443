using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Which position enough voters have on disk (rules H1, H2). Pure.</summary>
internal static class CommitRule
{
    /// <summary>Stands for a voter that has not fetched in this epoch: below every position.</summary>
    public static LogPosition Nothing { get; } = new(-1, -1);

    /// <summary>
    /// The largest position that at least <paramref name="copies"/> of the acknowledged positions reach: a(copies) of rule H1.
    /// <see cref="Nothing"/> when there are not so many.
    /// </summary>
    public static LogPosition ReachedBy(ReadOnlySpan<LogPosition> acknowledged, int copies)
    {
        LogPosition best = Nothing;
        foreach (LogPosition position in acknowledged)
        {
            if (position <= best) continue;
            int reach = 0;
            foreach (LogPosition other in acknowledged)
            {
                if (other >= position) reach++;
            }
            if (reach >= copies) best = position;
        }
        return best;
    }

    /// <summary>The gate of rule H2: a position counts only when its epoch is the leader's own. Then the leader's marker lies before it, on as many disks.</summary>
    public static bool Passes(LogPosition position, int epoch, long epochStart) =>
        position.Epoch == epoch || Planted.Is(PlantedFault.NoGate) && position.Epoch >= 0 && position.Offset >= epochStart;
}
