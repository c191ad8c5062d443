namespace Vicinity.Membership;

/// <summary>What a node without a cluster is to do.</summary>
public abstract record DiscoveryDecision
{
    private DiscoveryDecision() { }

    /// <summary>Found a cluster; the others wait for it.</summary>
    public sealed record Found : DiscoveryDecision;

    /// <summary>Join a cluster. Where its nodes are grows as more of them answer: <see cref="DiscoveryMachine.Proposed"/>.</summary>
    /// <param name="ClusterId">Id of the cluster.</param>
    public sealed record Join(string ClusterId) : DiscoveryDecision;

    /// <summary>Several clusters answer; only a person can know which is meant.</summary>
    /// <param name="ClusterIds">Their ids, in order.</param>
    public sealed record Ambiguous(IReadOnlyList<string> ClusterIds) : DiscoveryDecision;
}
