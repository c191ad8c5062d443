namespace Vicinity.Feeds;

/// <summary>How an <see cref="EventWriter{T}"/> writes.</summary>
/// <param name="BootstrapServers">Where the log is: <c>host:port,host:port</c>.</param>
/// <param name="ClientId">How the writer is called in the log's own figures.</param>
public sealed record WriterOptions(string BootstrapServers, string ClientId)
{
    /// <summary>Partitions of a topic that is created.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Replicas of a topic that is created; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>How long a topic that is created keeps its records; null for the cluster's default.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether a topic that is created keeps the latest record of each key, and that one for ever.</summary>
    public bool IsCompacted { get; init; }

    /// <summary>How long delivery of an event may take while the log is away, before it fails; null for the producer's default.</summary>
    public TimeSpan? DeliveryTimeout { get; init; }

    /// <summary>Most topics that are written to.</summary>
    public int MaxTopics { get; init; } = 10_000;
}
