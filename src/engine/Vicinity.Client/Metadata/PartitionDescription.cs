using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A partition and the nodes that hold it.</summary>
public sealed record PartitionDescription
{
    /// <summary>Number of the partition, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Node that leads it, -1 for none.</summary>
    public required int LeaderId { get; init; }

    /// <summary>Epoch of the leader, -1 when the broker does not tell.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>Nodes that hold replicas, the preferred leader first.</summary>
    public IReadOnlyList<int> Replicas { get; init; } = [];

    /// <summary>Those of them that are up to date.</summary>
    public IReadOnlyList<int> InSyncReplicas { get; init; } = [];

    /// <summary>Those of them that are away.</summary>
    public IReadOnlyList<int> OfflineReplicas { get; init; } = [];

    /// <summary>The broker's error for it; none when all is well.</summary>
    public ErrorCode Error { get; init; }
}
