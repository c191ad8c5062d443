namespace Vicinity.Consensus;

/// <summary>Whether a change of voters has begun.</summary>
public enum VoterChangeVerdict
{
    /// <summary>The replica is a candidate of the next epoch with the changed set.</summary>
    Begun,

    /// <summary>This replica does not lead.</summary>
    NotLeader,

    /// <summary>The leader's own marker is not committed yet: try again (rule V2).</summary>
    NotReady,

    /// <summary>The newcomer has not caught up yet: try again (rule V2).</summary>
    NotCaughtUp,

    /// <summary>The set does not differ from the present one by exactly one voter, or lacks the leader.</summary>
    Invalid,
}
