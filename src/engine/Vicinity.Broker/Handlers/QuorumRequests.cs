using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What the handlers of the quorum's requests have in common.</summary>
internal static class QuorumRequests
{
    /// <summary>Whether a request is from a node of this cluster.</summary>
    public static ErrorCode Check(string? clusterId, NodeIdentity identity, ConnectionInfo connection) =>
        !connection.IsNode ? ErrorCode.ClusterAuthorizationFailed
        : clusterId != identity.ClusterId ? ErrorCode.InconsistentClusterId
        : ErrorCode.None;

    /// <summary>The replica of a partition, if it is in service.</summary>
    public static ErrorCode Find(ReplicaStore store, TopicPartition partition, out Replica replica)
    {
        replica = store.Find(partition)!;
        return replica is null ? ErrorCode.UnknownTopicOrPartition : replica.ServiceError;
    }

    /// <summary>The replica of a partition of the topic with that uuid.</summary>
    public static Replica? Find(ReplicaStore store, Guid topicId, int partition) =>
        store.All.FirstOrDefault(r => r.TopicId == topicId && r.Partition.Partition == partition);
}
