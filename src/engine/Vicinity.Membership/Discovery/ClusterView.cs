namespace Vicinity.Membership;

/// <summary>What a member says about its cluster. Immutable.</summary>
/// <param name="ClusterId">Id of the cluster.</param>
/// <param name="Self">This node; an empty host stands for the address that its datagrams come from.</param>
/// <param name="Others">The other nodes.</param>
/// <param name="Controllers">Ids of the nodes that keep the cluster's own log.</param>
public sealed record ClusterView(string ClusterId, MemberAddress Self, IReadOnlyList<MemberAddress> Others, IReadOnlyList<int> Controllers);
