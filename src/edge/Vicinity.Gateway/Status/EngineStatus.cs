namespace Vicinity.Gateway;

/// <summary>What the gateway knows of the log behind it: a node of this process, or a cluster elsewhere. The functions are called from any thread and must not block.</summary>
public sealed record EngineStatus
{
    /// <summary>What keeps the log: <see cref="EngineKind"/>; null while it has not answered.</summary>
    public Func<string?> Kind { get; init; } = () => null;

    /// <summary>Servers that clients begin with, HOST:PORT, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Address of the Kafka protocol in this process; null when there is none.</summary>
    public string? KafkaAddress { get; init; }

    /// <summary>Id of the cluster, null while unknown.</summary>
    public Func<string?> ClusterId { get; init; } = () => null;

    /// <summary>Id of the node in this process, null when there is none.</summary>
    public Func<int?> NodeId { get; init; } = () => null;

    /// <summary>Why the log cannot be reached now; null when it can.</summary>
    public Func<string?> Problem { get; init; } = () => null;

    /// <summary>A log of which nothing is known, for gateways that are run alone.</summary>
    public static EngineStatus Unknown { get; } = new() { BootstrapServers = "" };
}
