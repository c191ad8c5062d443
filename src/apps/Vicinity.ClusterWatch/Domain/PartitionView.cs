namespace Vicinity.ClusterWatch;

/// <summary>A partition, for people to look at.</summary>
public sealed record PartitionView
{
    /// <summary>Name of its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its number.</summary>
    public required int Partition { get; init; }

    /// <summary>Whether its topic belongs to the cluster itself.</summary>
    public bool IsInternal { get; init; }

    /// <summary>How it is.</summary>
    public PartitionStatus Status { get; init; }

    /// <summary>Node that leads it, -1 for none.</summary>
    public int Leader { get; init; } = -1;

    /// <summary>Epoch of the leader, -1 for unknown.</summary>
    public int Epoch { get; init; } = -1;

    /// <summary>Offset below which all is acknowledged; null while unknown.</summary>
    public long? HighWatermark { get; init; }

    /// <summary>Records a second that it takes in.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>When its leader was elected, Unix milliseconds; null for an election that was not watched.</summary>
    public long? ElectedAt { get; init; }

    /// <summary>Its replicas, the preferred leader first.</summary>
    public required IReadOnlyList<ReplicaView> Replicas { get; init; }

    /// <summary>Whether the other shows the same, so that it need not be sent again.</summary>
    public bool ShowsSameAs(PartitionView other) =>
        (this with { Replicas = other.Replicas }).Equals(other) && Replicas.SequenceEqual(other.Replicas);
}
