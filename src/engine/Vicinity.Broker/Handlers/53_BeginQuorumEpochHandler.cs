using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// BeginQuorumEpoch (KIP-595). Behavior: a new leader makes itself known to the voters; a risen epoch is on disk before the answer leaves. For nodes of
/// the same cluster alone. Version notes: v1 directory ids; ours: the leader's (tag 10000).
/// </summary>
internal sealed class BeginQuorumEpochHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<BeginQuorumEpochRequest, BeginQuorumEpochResponse>(1, 1)
{
    protected override async ValueTask<BeginQuorumEpochResponse> HandleAsync(BeginQuorumEpochRequest request, RequestContext context)
    {
        var response = new BeginQuorumEpochResponse { ErrorCode = QuorumRequests.Check(request.ClusterId, identity, context.Connection) };
        if (response.ErrorCode != ErrorCode.None) return response;
        response.Topics = await QuorumRequests.AskAllAsync(
            request.Topics,
            topic => topic.Partitions,
            (topic, told) => Tell(new(topic.TopicName, told.PartitionIndex), request.VoterId, told),
            (topic, answers) => new BeginQuorumEpochResponseTopic { TopicName = topic.TopicName, Partitions = answers }).ConfigureAwait(false);
        return response;
    }

    private BeginQuorumEpochResponsePartition Tell(TopicPartition partition, int voterId, BeginQuorumEpochRequestPartition told)
    {
        var answer = new BeginQuorumEpochResponsePartition { PartitionIndex = partition.Partition, ErrorCode = QuorumRequests.Find(store, partition, out Replica replica) };
        if (answer.ErrorCode != ErrorCode.None) return answer;
        if (told.LeaderEpoch < 0 || !store.KnowsNode(told.LeaderId))
        {
            answer.ErrorCode = ErrorCode.InvalidRequest;
            return answer;
        }

        EpochAnswer known = replica.OnBeginEpoch(new BeginEpoch(told.LeaderEpoch, new Voter(told.LeaderId, told.LeaderDirectoryId), new Voter(voterId, told.VoterDirectoryId)));
        answer.ErrorCode = QuorumErrors.ToCode(known.Error);
        answer.LeaderEpoch = known.Epoch;
        answer.LeaderId = known.LeaderId;
        return answer;
    }
}
