using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeQuorum (KIP-595). Behavior: leader, epoch, high watermark and voters of any partition; every partition has a quorum of its own here.
/// Kafka's tools ask for <c>__cluster_metadata</c>, and are shown the <c>__cluster</c> log under that name.
/// Version notes: v1 times of the voters' fetches; v2 directory ids and nodes (KIP-853).
/// </summary>
internal sealed class DescribeQuorumHandler(TopicRegistry topics, NodeIdentity identity, TimeProvider time) : MessageHandler<DescribeQuorumRequest, DescribeQuorumResponse>(0, 2)
{
    private const string KafkaClusterTopic = "__cluster_metadata";

    protected override ValueTask<DescribeQuorumResponse> HandleAsync(DescribeQuorumRequest request, RequestContext context)
    {
        var response = new DescribeQuorumResponse();
        foreach (var topic in request.Topics)
        {
            var answered = new DescribeQuorumResponseTopic { TopicName = topic.TopicName };
            foreach (var partition in topic.Partitions)
            {
                Replica? replica = topic.TopicName == KafkaClusterTopic ? topics.ClusterReplica : topics.Find(topic.TopicName, partition.PartitionIndex);
                answered.Partitions.Add(replica is null || replica.Failure is not null
                    ? new() { PartitionIndex = partition.PartitionIndex, ErrorCode = ErrorCode.UnknownTopicOrPartition }
                    : Describe(replica, partition.PartitionIndex));
            }

            response.Topics.Add(answered);
        }

        (string host, int port) = identity.AddressFor(context.Connection);
        var node = new DescribeQuorumResponseNode { NodeId = identity.NodeId };
        node.Listeners.Add(new() { Name = "PLAINTEXT", Host = host, Port = (ushort)port });
        response.Nodes.Add(node);
        return new(response);
    }

    private DescribeQuorumResponsePartition Describe(Replica replica, int index)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var described = new DescribeQuorumResponsePartition
        {
            PartitionIndex = index,
            LeaderId = identity.NodeId,
            LeaderEpoch = replica.Epoch,
            HighWatermark = replica.HighWatermark,
        };
        described.CurrentVoters.Add(new() { ReplicaId = identity.NodeId, ReplicaDirectoryId = replica.Id, LogEndOffset = replica.Log.End.Offset, LastFetchTimestamp = now, LastCaughtUpTimestamp = now });
        return described;
    }
}
