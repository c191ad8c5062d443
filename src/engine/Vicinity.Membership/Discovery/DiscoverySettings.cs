namespace Vicinity.Membership;

/// <summary>Settings of how a node finds others. Immutable.</summary>
public sealed record DiscoverySettings
{
    /// <summary>Nodes, this one included, that must hear each other before one of them founds; 0 or 1: it founds when no node answers.</summary>
    public int Expect { get; init; }

    /// <summary>Whether the node may found a cluster at all; not when it was given addresses of one.</summary>
    public bool MayFound { get; init; } = true;

    /// <summary>Port that the node will serve on, for messages to people; 0: not known.</summary>
    public int Port { get; init; }

    /// <summary>Times.</summary>
    public DiscoveryTimers Timers { get; init; } = new();
}
