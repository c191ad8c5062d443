namespace Vicinity.ClusterWatch;

/// <summary>A cluster at one moment, for people to look at. Immutable.</summary>
public sealed record ClusterView
{
    /// <summary>The moment, Unix milliseconds.</summary>
    public long Now { get; init; }

    /// <summary>Id of the cluster, null while unknown.</summary>
    public string? ClusterId { get; init; }

    /// <summary>The controller, -1 for none.</summary>
    public int Controller { get; init; } = -1;

    /// <summary>How the cluster is.</summary>
    public ClusterHealth Health { get; init; } = ClusterHealth.Unreachable;

    /// <summary>Whether its nodes tell lags and events (Vicinity); Apache Kafka does not.</summary>
    public bool TellsLag { get; init; }

    /// <summary>Its nodes by id.</summary>
    public IReadOnlyList<NodeView> Nodes { get; init; } = [];

    /// <summary>Its partitions by topic and number, those of the cluster's own topics last.</summary>
    public IReadOnlyList<PartitionView> Partitions { get; init; } = [];

    /// <summary>Records a second that all partitions of applications take in.</summary>
    public double RecordsPerSecond { get; init; }
}
