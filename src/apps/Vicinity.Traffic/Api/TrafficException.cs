using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>An error of the traffic API. Each kind stands for errors of the protocol, see <see cref="TrafficErrors"/>.</summary>
public abstract class TrafficException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>The protocol's error that says the same.</summary>
    public abstract ErrorCode Code { get; }
}

/// <summary>A cluster with the topic's name already exists.</summary>
public sealed class DuplicateTopicNameException(string topic, Exception? inner = null)
    : TrafficException($"the topic '{topic}' already exists", inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.TopicAlreadyExists;
}

/// <summary>No server can be reached.</summary>
public sealed class DisconnectedServerException(string reason, Exception? inner = null)
    : TrafficException($"cannot connect to the server: {reason}", inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.NetworkException;
}

/// <summary>No cluster holds the topic, or no existing quadrant holds the coordinates.</summary>
public sealed class TopicClusterDoesNotExistException(string topic, Exception? inner = null)
    : TrafficException($"no cluster holds the topic '{topic}'", inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.UnknownTopicOrPartition;
}

/// <summary>A write could not be guaranteed to be on as many replicas as the cluster promises, also because there is no leader.</summary>
public sealed class InsufficientReplicasException(string reason, Exception? inner = null)
    : TrafficException($"the write is not guaranteed to be replicated: {reason}", inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.NotEnoughReplicas;
}

/// <summary>A successful write could not be retrieved.</summary>
public sealed class DataNotAvailableException(string topic, string reason, Exception? inner = null)
    : TrafficException($"data of the topic '{topic}' cannot be retrieved: {reason}", inner)
{
    /// <inheritdoc/>
    public override ErrorCode Code => ErrorCode.OffsetNotAvailable;
}
