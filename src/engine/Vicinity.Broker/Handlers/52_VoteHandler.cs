using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using QuorumVoteRequest = Vicinity.Consensus.VoteRequest;
using VoteRequest = Vicinity.Protocol.VoteRequest;

namespace Vicinity.Broker;

/// <summary>
/// Vote (KIP-595, pre-vote KIP-996). Behavior: each partition's replica decides; its vote is on disk before the answer leaves. For nodes of the same
/// cluster alone. Version notes: v2 pre-vote, the only one that nodes use.
/// </summary>
internal sealed class VoteHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<VoteRequest, VoteResponse>(2, 2)
{
    protected override async ValueTask<VoteResponse> HandleAsync(VoteRequest request, RequestContext context)
    {
        var response = new VoteResponse { ErrorCode = QuorumRequests.Check(request.ClusterId, identity, context.Connection) };
        if (response.ErrorCode != ErrorCode.None) return response;
        response.Topics = await QuorumRequests.AskAllAsync(
            request.Topics,
            topic => topic.Partitions,
            (topic, asked) => Ask(new(topic.TopicName, asked.PartitionIndex), request.VoterId, asked),
            (topic, answers) => new VoteResponseTopic { TopicName = topic.TopicName, Partitions = answers }).ConfigureAwait(false);
        return response;
    }

    private VoteResponsePartition Ask(TopicPartition partition, int voterId, VoteRequestPartition asked)
    {
        var answer = new VoteResponsePartition { PartitionIndex = partition.Partition, ErrorCode = QuorumRequests.Find(store, partition, out Replica replica) };
        if (answer.ErrorCode != ErrorCode.None) return answer;
        if (asked.CandidateEpoch < 0 || !store.KnowsNode(asked.CandidateId) || asked.LastOffset < 0 || asked.LastOffsetEpoch < 0)
        {
            answer.ErrorCode = ErrorCode.InvalidRequest;
            return answer;
        }

        VoteAnswer vote = replica.OnVote(new QuorumVoteRequest(
            new Voter(asked.CandidateId, asked.CandidateDirectoryId), new Voter(voterId, asked.VoterDirectoryId),
            asked.CandidateEpoch, new LogPosition(asked.LastOffsetEpoch, asked.LastOffset), asked.PreVote));
        answer.ErrorCode = QuorumErrors.ToCode(vote.Error);
        answer.LeaderEpoch = vote.Epoch;
        answer.LeaderId = vote.LeaderId;
        answer.VoteGranted = vote.IsGranted;
        return answer;
    }
}
