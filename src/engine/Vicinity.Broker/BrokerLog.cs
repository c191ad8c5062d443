using System.Net;
using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log. Event ids 1000 to 1999.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(1000, LogLevel.Information, "Node {NodeId} of cluster {ClusterId} listens on {EndPoint}: {Topics} topics, {Partitions} partitions, recovered in {Milliseconds} ms")]
    public static partial void Started(ILogger log, int nodeId, string clusterId, EndPoint endPoint, int topics, int partitions, long milliseconds);

    [LoggerMessage(1001, LogLevel.Information, "Node {NodeId} stopped: everything is on disk")]
    public static partial void Stopped(ILogger log, int nodeId);

    [LoggerMessage(1010, LogLevel.Warning, "Closed the connection of {Remote}: {Reason}")]
    public static partial void MalformedRequest(ILogger log, EndPoint remote, string reason);

    [LoggerMessage(1011, LogLevel.Debug, "Connection of {Remote} ended: {Reason}")]
    public static partial void ConnectionLost(ILogger log, EndPoint remote, string reason);

    [LoggerMessage(1012, LogLevel.Error, "A request of {Remote} failed; its connection is closed")]
    public static partial void RequestFailed(ILogger log, Exception exception, EndPoint remote);

    [LoggerMessage(1013, LogLevel.Warning, "Connections are refused: all {Limit} are in use (MaxConnections); said once a minute")]
    public static partial void TooManyConnections(ILogger log, int limit);

    [LoggerMessage(1014, LogLevel.Warning, "Cannot accept a connection: {Reason}")]
    public static partial void AcceptFailed(ILogger log, string reason);

    [LoggerMessage(1015, LogLevel.Warning, "Connections are refused: of this process's {Limit} file descriptors the last {Kept} are kept for files (raise ulimit -n)")]
    public static partial void TooFewDescriptors(ILogger log, long limit, long kept);

    [LoggerMessage(1020, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger log, string topic, int partitions);

    [LoggerMessage(1021, LogLevel.Information, "Deleted topic {Topic}")]
    public static partial void TopicDeleted(ILogger log, string topic);

    [LoggerMessage(1022, LogLevel.Information, "Topic {Topic} grew to {Partitions} partitions")]
    public static partial void PartitionsAdded(ILogger log, string topic, int partitions);

    [LoggerMessage(1023, LogLevel.Error, "Cannot {What} topic {Topic}: {Reason}")]
    public static partial void TopicChangeFailed(ILogger log, Exception? exception, string what, string topic, string reason);

    [LoggerMessage(1024, LogLevel.Warning, "The folder of {Partition} could not be removed and goes at the next start: {Reason}")]
    public static partial void FolderNotRemoved(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1025, LogLevel.Error, "Cannot hand out a producer id: {Reason}")]
    public static partial void ProducerIdsNotReserved(ILogger log, string reason);

    [LoggerMessage(1030, LogLevel.Error, "Partition {Partition} is out of service, its disk failed: {Reason}. Acknowledged records stay on disk; restart the node when the disk is well")]
    public static partial void ReplicaFailed(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1070, LogLevel.Error, "Partition {Partition} takes no records, its disk is full: {Reason}. Readers of a leader read on; it comes back by itself when 64 MiB are free, or a twentieth of a smaller disk")]
    public static partial void ReplicaFull(ILogger log, TopicPartition partition, string reason);

    [LoggerMessage(1071, LogLevel.Information, "The disk has room again: {Partition} is back, its log ends at {End}")]
    public static partial void ReplicaBack(ILogger log, TopicPartition partition, LogPosition end);

    [LoggerMessage(1031, LogLevel.Warning, "Recovered {Partition}: {Report}")]
    public static partial void ReplicaRecovered(ILogger log, TopicPartition partition, string report);

    [LoggerMessage(1032, LogLevel.Information, "Removed {Segments} old segments of {Partition}; it now starts at offset {LogStart}")]
    public static partial void SegmentsDeleted(ILogger log, int segments, TopicPartition partition, long logStart);

    [LoggerMessage(1033, LogLevel.Information, "Compacted {Partition}: {Result}")]
    public static partial void Compacted(ILogger log, TopicPartition partition, string result);

    [LoggerMessage(1034, LogLevel.Error, "Clean-up of {Partition} failed")]
    public static partial void CleanupFailed(ILogger log, Exception exception, TopicPartition partition);

    [LoggerMessage(1060, LogLevel.Warning, "{Partition} was cut to {End}: what stood behind was never acknowledged, and the leader has other records there")]
    public static partial void LogCut(ILogger log, TopicPartition partition, LogPosition end);

    [LoggerMessage(1061, LogLevel.Information, "{Partition} begins anew at {Base}, where its leader's log begins")]
    public static partial void BaseTaken(ILogger log, TopicPartition partition, LogPosition @base);

    [LoggerMessage(1062, LogLevel.Error, "Entries for {Partition} from node {Leader} do not continue its log and were dropped: {Reason}")]
    public static partial void EntriesRefused(ILogger log, TopicPartition partition, int leader, string reason);

    [LoggerMessage(1063, LogLevel.Debug, "This node leads {Partition} in epoch {Epoch} from offset {Offset} on")]
    public static partial void Leads(ILogger log, TopicPartition partition, int epoch, long offset);

    [LoggerMessage(1064, LogLevel.Debug, "This node leads {Partition} no longer: its epoch was {Epoch}; now leads node {Leader} in epoch {NewEpoch}")]
    public static partial void LeadsNoLonger(ILogger log, TopicPartition partition, int epoch, int leader, int newEpoch);

    [LoggerMessage(1067, LogLevel.Debug, "{Partition} was {Before} and is {Now}, in epoch {Epoch}")]
    public static partial void RoleChanged(ILogger log, TopicPartition partition, QuorumRole before, QuorumRole now, int epoch);

    [LoggerMessage(1068, LogLevel.Debug, "No connection to node {NodeId}: partitions that it leads look for another leader")]
    public static partial void PeerLost(ILogger log, int nodeId);

    [LoggerMessage(1069, LogLevel.Warning, "Somebody else answers at the address of another node: {Reason}. It is looked for elsewhere, too")]
    public static partial void WrongNode(ILogger log, string reason);

    [LoggerMessage(1065, LogLevel.Warning, "The fetch session with node {NodeId} failed and begins anew: {Reason}")]
    public static partial void FetchSessionFailed(ILogger log, Exception? exception, int nodeId, string reason);

    [LoggerMessage(1066, LogLevel.Warning, "The base of {Partition} could not be got from node {NodeId}: {Reason}")]
    public static partial void BaseNotFetched(ILogger log, TopicPartition partition, int nodeId, string reason);

    [LoggerMessage(1036, LogLevel.Error, "Records of {Partition} cannot be read: {Reason}. Readers of them get KAFKA_STORAGE_ERROR, the partition's other records are served")]
    public static partial void ReadFailed(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1037, LogLevel.Error, "Cannot {What} of {Partition}: {Reason}")]
    public static partial void WorkFailed(ILogger log, Exception exception, string what, TopicPartition partition, string reason);

    [LoggerMessage(1038, LogLevel.Error, "Cannot record how far the logs are on disk: {Reason}. Acknowledged records are not concerned; restart the node when the disk is well")]
    public static partial void BoundsNotRecorded(ILogger log, Exception exception, string reason);

    [LoggerMessage(1039, LogLevel.Error, "Looking after the logs failed; it is tried again in a second")]
    public static partial void TickFailed(ILogger log, Exception exception);

    [LoggerMessage(1035, LogLevel.Warning, "Removed the folder of {Partition}: no topic of this cluster owns it")]
    public static partial void OrphanRemoved(ILogger log, TopicPartition partition);

    [LoggerMessage(1040, LogLevel.Error, "A record of the cluster's own log behind offset {Offset} cannot be applied: {Reason}. The node goes on with what it knew; it needs the program that wrote the record")]
    public static partial void ClusterRecordNotApplied(ILogger log, Exception exception, long offset, string reason);

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

    [LoggerMessage(1046, LogLevel.Error, "Looking after the cluster failed; it is tried again")]
    public static partial void UpkeepFailed(ILogger log, Exception exception);

    [LoggerMessage(1047, LogLevel.Information, "This node is the controller in epoch {Epoch}")]
    public static partial void BecameController(ILogger log, int epoch);

    [LoggerMessage(1049, LogLevel.Information, "{Count} of {Asked} partitions that others led are led by their preferred leaders again")]
    public static partial void LeadersBalanced(ILogger log, int count, int asked);

    [LoggerMessage(1048, LogLevel.Warning, "The controller refuses this node: {Reason}. It is asked again")]
    public static partial void RegistrationRefused(ILogger log, string reason);
}
