namespace Vicinity.Traffic;

/// <summary>Settings of <see cref="TrafficProducer"/> and <see cref="TrafficConsumer"/>.</summary>
public sealed record TrafficClientOptions
{
    /// <summary>The servers: <c>host:port,host:port</c>.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The quadrants.</summary>
    public QuadrantMap Quadrants { get; init; } = new();

    /// <summary>Replicas of a topic that is created; -1 for the cluster's default.</summary>
    public short Replicas { get; init; } = -1;

    /// <summary>How long the servers are tried before they count as away.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a write may take, retries and elections included, before it fails.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read may go without an answer before it fails.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal Client.AdminOptions Admin => new() { BootstrapServers = BootstrapServers, ClientId = "vicinity-traffic", RequestTimeout = AnswerTimeout };
}
