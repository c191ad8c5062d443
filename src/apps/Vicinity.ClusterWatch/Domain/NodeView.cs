namespace Vicinity.ClusterWatch;

/// <summary>A node, for people to look at.</summary>
public sealed record NodeView
{
    /// <summary>Its id.</summary>
    public required int Id { get; init; }

    /// <summary>HOST:PORT, null while it is known by its replicas alone, since it was away before anybody looked.</summary>
    public string? Address { get; init; }

    /// <summary>How it is.</summary>
    public NodeStatus Status { get; init; }

    /// <summary>Since when it is so, Unix milliseconds.</summary>
    public long Since { get; init; }

    /// <summary>Whether it is the controller.</summary>
    public bool IsController { get; init; }

    /// <summary>Partitions that it leads.</summary>
    public int Leads { get; init; }

    /// <summary>Replicas that it holds, those that it leads among them.</summary>
    public int Replicas { get; init; }

    /// <summary>Records a second that the partitions it leads take in.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>Bytes a second by which its logs grow; null while unknown.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Bytes of its logs; null while unknown.</summary>
    public long? LogBytes { get; init; }

    /// <summary>Bytes that are free on its disk; null while unknown.</summary>
    public long? DiskFree { get; init; }

    /// <summary>Size of its disk in bytes; null while unknown.</summary>
    public long? DiskTotal { get; init; }
}
