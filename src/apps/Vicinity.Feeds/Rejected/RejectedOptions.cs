namespace Vicinity.Feeds;

/// <summary>Where a <see cref="RejectedTopic"/> is.</summary>
/// <param name="BootstrapServers">Where the log is: <c>host:port,host:port</c>.</param>
/// <param name="ClientId">How the writer is called in the log's own figures.</param>
/// <param name="Topic">The topic.</param>
public sealed record RejectedOptions(string BootstrapServers, string ClientId, string Topic)
{
    /// <summary>Partitions of the topic when it is created; it gets more where the records come from more.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Replicas of the topic when it is created; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>How long the topic keeps its records; null for the cluster's default.</summary>
    public TimeSpan? Retention { get; init; }
}
