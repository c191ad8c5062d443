using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log as the controller, and about it. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class ControllerLogLines
{
    [LoggerMessage(1020, LogLevel.Information, "Created topic {Topic} (partitions: {Partitions})")]
    public static partial void TopicCreated(ILogger log, string topic, int partitions);

    [LoggerMessage(1021, LogLevel.Information, "Deleted topic {Topic}")]
    public static partial void TopicDeleted(ILogger log, string topic);

    [LoggerMessage(1022, LogLevel.Information, "Topic {Topic} grew to {Partitions} partitions")]
    public static partial void PartitionsAdded(ILogger log, string topic, int partitions);

    [LoggerMessage(1023, LogLevel.Error, "Cannot {What} topic {Topic}: {Reason}")]
    public static partial void TopicChangeFailed(ILogger log, Exception? exception, string what, string topic, string reason);

    [LoggerMessage(1025, LogLevel.Error, "Cannot hand out a producer id: {Reason}")]
    public static partial void ProducerIdsNotReserved(ILogger log, string reason);

    [LoggerMessage(1041, LogLevel.Information, "Node {NodeId} registered at {Host}:{Port}")]
    public static partial void NodeRegistered(ILogger log, int nodeId, string host, int port);

    [LoggerMessage(1042, LogLevel.Warning, "Node {NodeId} is lost: nothing was heard of it for {Milliseconds} ms")]
    public static partial void NodeLost(ILogger log, int nodeId, long milliseconds);

    [LoggerMessage(1043, LogLevel.Information, "Node {NodeId} is back after {Milliseconds} ms")]
    public static partial void NodeBack(ILogger log, int nodeId, long milliseconds);

    [LoggerMessage(1044, LogLevel.Information, "The cluster's own log has the voters {Nodes}")]
    public static partial void ClusterVotersChanged(ILogger log, string nodes);

    [LoggerMessage(1045, LogLevel.Information, "Partition {Partition} now has its replicas on the nodes {Nodes}")]
    public static partial void ReplicasMoved(ILogger log, TopicPartition partition, string nodes);

    [LoggerMessage(1046, LogLevel.Error, "The controller's periodic check of the cluster failed; it is tried again")]
    public static partial void UpkeepFailed(ILogger log, Exception exception);

    [LoggerMessage(1047, LogLevel.Information, "This node is the controller in epoch {Epoch}")]
    public static partial void BecameController(ILogger log, int epoch);

    [LoggerMessage(1048, LogLevel.Warning, "The controller refuses this node: {Reason}. The node asks again")]
    public static partial void RegistrationRefused(ILogger log, string reason);

    [LoggerMessage(1049, LogLevel.Information, "Preferred leaders lead again (partitions: {Count}, of those that other replicas led: {Asked})")]
    public static partial void LeadersBalanced(ILogger log, int count, int asked);
}
