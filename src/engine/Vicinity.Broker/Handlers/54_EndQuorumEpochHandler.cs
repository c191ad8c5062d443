using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// EndQuorumEpoch (KIP-595). Behavior: a leader that stops names its successors, the first of which campaigns at once. For nodes of the same cluster
/// alone. Version notes: v1 directory ids; ours: the topic's id (tag 10000).
/// </summary>
internal sealed class EndQuorumEpochHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<EndQuorumEpochRequest, EndQuorumEpochResponse>(1, 1)
{
    protected override ValueTask<EndQuorumEpochResponse> HandleAsync(EndQuorumEpochRequest request, RequestContext context)
    {
        var response = new EndQuorumEpochResponse { ErrorCode = QuorumRequests.Check(request.ClusterId, identity, context.Connection) };
        if (response.ErrorCode != ErrorCode.None) return new(response);
        response.Topics = request.Topics.ConvertAll(topic => new EndQuorumEpochResponseTopic
        {
            TopicName = topic.TopicName,
            Partitions = topic.Partitions.ConvertAll(told => Tell(new(topic.TopicName, told.PartitionIndex), told)),
        });
        return new(response);
    }

    private EndQuorumEpochResponsePartition Tell(TopicPartition partition, EndQuorumEpochRequestPartition told)
    {
        var answer = new EndQuorumEpochResponsePartition { PartitionIndex = partition.Partition, ErrorCode = QuorumRequests.Find(store, partition, out Replica replica) };
        if (answer.ErrorCode != ErrorCode.None) return answer;
        if (replica.TopicId != told.TopicId)
        {
            answer.ErrorCode = ErrorCode.InconsistentTopicId;
            return answer;
        }

        if (told.LeaderEpoch < 0 || !store.KnowsNode(told.LeaderId))
        {
            answer.ErrorCode = ErrorCode.InvalidRequest;
            return answer;
        }

        Voter[] successors = [.. told.PreferredCandidates.Select(c => new Voter(c.CandidateId, c.CandidateDirectoryId))];
        EpochAnswer known = replica.OnEndEpoch(new EndEpoch(told.LeaderEpoch, told.LeaderId, successors));
        answer.ErrorCode = QuorumErrors.ToCode(known.Error);
        answer.LeaderEpoch = known.Epoch;
        answer.LeaderId = known.LeaderId;
        return answer;
    }
}
