namespace Vicinity.Membership;

/// <summary>What a node's discovery is at.</summary>
public enum DiscoveryPhase
{
    /// <summary>Asking; no decision yet.</summary>
    Seeking,

    /// <summary>Decided to found; asks on so that the others wait.</summary>
    Founding,

    /// <summary>Decided to join; asks on for the addresses of its cluster.</summary>
    Joining,

    /// <summary>Several clusters answered; the operator must choose.</summary>
    Stuck,

    /// <summary>Belongs to a cluster: answers questions.</summary>
    Serving,
}
