namespace Vicinity.Consensus;

/// <summary>Refusals between replicas; the names are those of the protocol's errors that carry them.</summary>
public enum QuorumError
{
    /// <summary>No refusal.</summary>
    None,

    /// <summary>The sender's epoch is older than ours (74).</summary>
    FencedLeaderEpoch,

    /// <summary>The sender's epoch is newer than ours, and we do not know its leader (75).</summary>
    UnknownLeaderEpoch,

    /// <summary>We do not lead (6).</summary>
    NotLeader,

    /// <summary>The message is addressed to another replica than the one that lives here now (125).</summary>
    InvalidVoterKey,
}
