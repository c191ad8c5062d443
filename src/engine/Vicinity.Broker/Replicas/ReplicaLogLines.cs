using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the node writes to its log of the replicas on this node. Event ids are unique in the program: 1000 to 1199 are the broker's.</summary>
internal static partial class ReplicaLogLines
{
    [LoggerMessage(1030, LogLevel.Error, "Partition {Partition} is out of service, its disk failed: {Reason}. Acknowledged records stay on disk; restart the node when the disk works again")]
    public static partial void ReplicaFailed(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1031, LogLevel.Warning, "Recovered {Partition}: {Report}")]
    public static partial void ReplicaRecovered(ILogger log, TopicPartition partition, string report);

    [LoggerMessage(1032, LogLevel.Information, "Removed old segments of {Partition} (segments: {Segments}); it now starts at offset {LogStart}")]
    public static partial void SegmentsDeleted(ILogger log, int segments, TopicPartition partition, long logStart);

    [LoggerMessage(1033, LogLevel.Information, "Compacted {Partition}: {Result}")]
    public static partial void Compacted(ILogger log, TopicPartition partition, string result);

    [LoggerMessage(1034, LogLevel.Error, "Clean-up of {Partition} failed")]
    public static partial void CleanupFailed(ILogger log, Exception exception, TopicPartition partition);

    [LoggerMessage(1036, LogLevel.Error, "Records of {Partition} cannot be read: {Reason}. Readers of them get KAFKA_STORAGE_ERROR, the partition's other records are served")]
    public static partial void ReadFailed(ILogger log, Exception exception, TopicPartition partition, string reason);

    [LoggerMessage(1037, LogLevel.Error, "Cannot {What} of {Partition}: {Reason}")]
    public static partial void WorkFailed(ILogger log, Exception exception, string what, TopicPartition partition, string reason);

    [LoggerMessage(1038, LogLevel.Error, "Cannot record how far the logs are on disk: {Reason}. Acknowledged records are not affected; restart the node when the disk works again")]
    public static partial void BoundsNotRecorded(ILogger log, Exception exception, string reason);

    [LoggerMessage(1039, LogLevel.Error, "The periodic check of the logs failed; the next is in a second")]
    public static partial void TickFailed(ILogger log, Exception exception);

    [LoggerMessage(1060, LogLevel.Warning, "{Partition} was cut to {End}: what stood behind was never acknowledged, and the leader has other records there")]
    public static partial void LogCut(ILogger log, TopicPartition partition, LogPosition end);

    [LoggerMessage(1061, LogLevel.Information, "{Partition} starts again at {Base}, where its leader's log begins")]
    public static partial void BaseTaken(ILogger log, TopicPartition partition, LogPosition @base);

    [LoggerMessage(1062, LogLevel.Error, "Entries for {Partition} from node {Leader} do not continue its log and were dropped: {Reason}")]
    public static partial void EntriesRefused(ILogger log, TopicPartition partition, int leader, string reason);

    [LoggerMessage(1063, LogLevel.Debug, "This node leads {Partition} in epoch {Epoch} from offset {Offset} on")]
    public static partial void Leads(ILogger log, TopicPartition partition, int epoch, long offset);

    [LoggerMessage(1064, LogLevel.Debug, "This node no longer leads {Partition}: its epoch was {Epoch}; now node {Leader} leads in epoch {NewEpoch}")]
    public static partial void LeadsNoLonger(ILogger log, TopicPartition partition, int epoch, int leader, int newEpoch);

    [LoggerMessage(1067, LogLevel.Debug, "{Partition} was {Before} and is {Now}, in epoch {Epoch}")]
    public static partial void RoleChanged(ILogger log, TopicPartition partition, QuorumRole before, QuorumRole now, int epoch);

    [LoggerMessage(1068, LogLevel.Debug, "No connection to node {NodeId}: partitions that it leads look for another leader")]
    public static partial void PeerLost(ILogger log, int nodeId);

    [LoggerMessage(1070, LogLevel.Error, "Partition {Partition} takes no records, its disk is full: {Reason}. Readers of a leader are still served; the partition comes back by itself when 64 MiB are free, or a twentieth of a smaller disk")]
    public static partial void ReplicaFull(ILogger log, TopicPartition partition, string reason);

    [LoggerMessage(1071, LogLevel.Information, "The disk has room again: {Partition} is back, its log ends at {End}")]
    public static partial void ReplicaBack(ILogger log, TopicPartition partition, LogPosition end);

    [LoggerMessage(1072, LogLevel.Critical, "The node stores nothing from now on: {Reason}. Writes get KAFKA_STORAGE_ERROR; readers are served from the files that are open. Records that only this node has are gone when it stops, if their files are: read them out first. Then put the folder back, or take an empty one, and restart the node")]
    public static partial void FolderLost(ILogger log, string reason);
}
