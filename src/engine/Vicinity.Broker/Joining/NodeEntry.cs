using Vicinity.Membership;

namespace Vicinity.Broker;

/// <summary>How a node came into its cluster.</summary>
public enum EntryKind
{
    /// <summary>It was in it before; its data folder says so.</summary>
    Restarted,

    /// <summary>It founded it.</summary>
    Founded,

    /// <summary>It was taken in.</summary>
    Joined,
}

/// <summary>The identity of a node from now on, and what it needs to go on. Immutable.</summary>
/// <param name="ClusterId">Id of the cluster.</param>
/// <param name="NodeId">Id of the node in it.</param>
/// <param name="Kind">How it came in.</param>
internal sealed record NodeEntry(string ClusterId, int NodeId, EntryKind Kind)
{
    /// <summary>Whether the node begins the cluster's own log, with itself as its voter: it founds now, or a crash ended its founding.</summary>
    public bool Founds { get; init; }

    /// <summary>Other nodes of the cluster, as far as the answer named them; empty after a restart, when its own copy of the cluster's log knows them.</summary>
    public IReadOnlyList<MemberAddress> Nodes { get; init; } = [];

    /// <summary>The leader of the cluster's own log, as far as the answer named it; -1: not known.</summary>
    public int LeaderId { get; init; } = -1;

    /// <summary>The epoch in which that node leads.</summary>
    public int LeaderEpoch { get; init; } = -1;
}
