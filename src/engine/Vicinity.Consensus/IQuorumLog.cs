using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>
/// What the state machine reads of its replica's log. It never writes: what is to be written goes out as actions. Answers must stay
/// the same between two inputs, except <see cref="SyncedEnd"/>, which may rise at any time.
/// </summary>
public interface IQuorumLog
{
    /// <summary>Position of the base: what stands before the first entry.</summary>
    LogPosition Base { get; }

    /// <summary>Position behind the last entry.</summary>
    LogPosition End { get; }

    /// <summary>Position behind the last entry known to be on disk.</summary>
    LogPosition SyncedEnd { get; }

    /// <summary>The set in force: voters of the last marker, else the base's; none for a newcomer that has neither (rule V1).</summary>
    IReadOnlyList<Voter> Voters { get; }

    /// <summary>Whether some entry of this log ends exactly there, or the base stands there.</summary>
    bool Has(LogPosition position);

    /// <summary>The largest epoch of this log that is at most the given one, and where it ends in this log (rules T1, T2).</summary>
    LogPosition EndOfEpochAtMost(int epoch);
}
