namespace Vicinity.Consensus;

/// <summary>What a replica is in its quorum at the moment.</summary>
public enum QuorumRole
{
    /// <summary>Knows no leader of its epoch: looks for one, and campaigns when its timer runs out.</summary>
    Unattached,

    /// <summary>Fetches from the leader of its epoch.</summary>
    Follower,

    /// <summary>Asks whether it could win before it raises the epoch (pre-vote, KIP-996).</summary>
    Prospective,

    /// <summary>Has voted for itself in a new epoch and asks for votes.</summary>
    Candidate,

    /// <summary>Leads its epoch.</summary>
    Leader,
}
