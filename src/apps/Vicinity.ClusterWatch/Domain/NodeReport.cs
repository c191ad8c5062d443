using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>What came of asking one node once.</summary>
/// <param name="NodeId">The node; -1 for an address whose node is not known yet.</param>
/// <param name="Time">When the answers were there.</param>
/// <param name="Outcome">What came.</param>
public sealed record NodeReport(int NodeId, DateTimeOffset Time, NodeOutcome Outcome)
{
    /// <summary>Why it did not answer.</summary>
    public string? Problem { get; init; }

    /// <summary>The cluster as this node knows it, where it was asked for it.</summary>
    public ClusterTopology? Topology { get; init; }

    /// <summary>Quorums of the partitions that it leads.</summary>
    public IReadOnlyDictionary<TopicPartition, QuorumDescription>? Quorums { get; init; }

    /// <summary>What it saw happen.</summary>
    public NodeEvents? Events { get; init; }

    /// <summary>Its folders.</summary>
    public IReadOnlyList<LogDirDescription>? LogDirs { get; init; }
}
