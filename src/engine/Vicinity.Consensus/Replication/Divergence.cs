using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>Where two logs part (rules T1 to T3). Pure.</summary>
internal static class Divergence
{
    /// <summary>Rule T1a: what stood behind the position is no longer in the leader's log.</summary>
    public static bool IsBeforeBase(LogPosition position, LogPosition @base) => position.Offset < @base.Offset || position.Epoch < @base.Epoch;

    /// <summary>Rule T1b: whether the leader's log holds the position.</summary>
    public static bool Holds(IQuorumLog log, LogPosition position) =>
        Planted.Is(PlantedFault.LookUpByOffset) ? position.Offset <= log.End.Offset : log.Has(position);

    /// <summary>
    /// Rule T2: the end to which a follower cuts, told the leader's largest epoch that is at most its own, and where it ends.
    /// Markers of later epochs go even when they stand at the very offset of the cut, because the cut is a position, not an offset.
    /// </summary>
    public static LogPosition Cut(IQuorumLog log, LogPosition told)
    {
        LogPosition own = log.EndOfEpochAtMost(told.Epoch);
        LogPosition cut = own.Epoch == told.Epoch && told.Offset < own.Offset ? told : own;
        if (Planted.Is(PlantedFault.MarkersAtTheCutStay))
        {
            for (int epoch = log.End.Epoch; epoch > cut.Epoch; epoch--)
            {
                if (log.Has(new LogPosition(epoch, cut.Offset))) return new LogPosition(epoch, cut.Offset);
            }
        }
        return cut;
    }

    /// <summary>Rule T3: why a cut would break a rule, or null.</summary>
    public static string? WhyNot(IQuorumLog log, LogPosition cut, long highWatermark)
    {
        if (Planted.Is(PlantedFault.MarkersAtTheCutStay)) return null;
        if (cut >= log.End) return $"a cut to {cut} does not shorten the log, which ends at {log.End}";
        if (cut < log.Base) return $"a cut to {cut} lies below the base {log.Base}";
        if (cut.Offset < highWatermark) return $"a cut to {cut} lies below the high watermark {highWatermark}";
        return log.Has(cut) ? null : $"a cut to {cut}, where nothing ends in the log from {log.Base} to {log.End}";
    }
}
