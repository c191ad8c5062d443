using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DescribeQuorum (KIP-595). Behavior: leader, epoch, high watermark and voters of any partition; every partition has a quorum of its own here.
/// Kafka's tools ask for <c>__cluster_metadata</c>, and are shown the <c>__cluster</c> log under that name.
/// Version notes: v1 times of the voters' fetches; v2 directory ids and nodes (KIP-853).
/// </summary>
internal sealed class DescribeQuorumHandler(TopicRegistry topics, NodeIdentity identity) : MessageHandler<DescribeQuorumRequest, DescribeQuorumResponse>(0, 2)
{
    private const string KafkaClusterTopic = "__cluster_metadata";

    protected override ValueTask<DescribeQuorumResponse> HandleAsync(DescribeQuorumRequest request, RequestContext context)
    {
        var response = new DescribeQuorumResponse();
        foreach (var topic in AskedTopics.Merge(request.Topics, t => t.TopicName, t => t.Partitions, p => p.PartitionIndex))
        {
            var answered = new DescribeQuorumResponseTopic { TopicName = topic.Topic };
            foreach (var partition in topic.Partitions)
            {
                Replica? replica = topic.Topic == KafkaClusterTopic ? topics.ClusterReplica : topics.Find(topic.Topic, partition.PartitionIndex);
                answered.Partitions.Add(replica is null || replica.Failure is not null
                    ? new() { PartitionIndex = partition.PartitionIndex, ErrorCode = topics.IsComplete ? ErrorCode.UnknownTopicOrPartition : ErrorCode.NotLeaderOrFollower }
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

    private static DescribeQuorumResponsePartition Describe(Replica replica, int index)
    {
        ReplicaDescription known = replica.Describe();
        var described = new DescribeQuorumResponsePartition
        {
            PartitionIndex = index,
            LeaderId = known.LeaderId,
            LeaderEpoch = known.Epoch,
            HighWatermark = known.HighWatermark,
        };
        foreach (ReplicaState voter in known.Voters) described.CurrentVoters.Add(Show(voter));
        foreach (ReplicaState observer in known.Observers) described.Observers.Add(Show(observer));
        return described;
    }

    private static DescribeQuorumResponseReplica Show(ReplicaState state) => new()
    {
        ReplicaId = state.Replica.NodeId,
        ReplicaDirectoryId = state.Replica.ReplicaId,
        LogEndOffset = state.EndOffset,
        LastFetchTimestamp = state.LastFetchMs,
        LastCaughtUpTimestamp = state.LastCaughtUpMs,
    };
}
