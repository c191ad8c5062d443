namespace Vicinity.Broker;

/// <summary>The node cannot start or go on; the message says what, why, and what to do.</summary>
public sealed class BrokerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it is the node's copy of the cluster's own log that cannot be used: other nodes may have what it lost.</summary>
    internal bool IsOfClusterLog { get; init; }
}
