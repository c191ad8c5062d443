using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// RemoveRaftVoter (KIP-853). Behavior: the leader of the partition takes a voter's vote away, and answers when the changed set is committed; asked to
/// remove itself it hands over and answers NOT_LEADER_OR_FOLLOWER. For nodes of the same cluster alone. Version notes: ours: topic id and partition
/// (tags 10000, 10001).
/// </summary>
internal sealed class RemoveRaftVoterHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<RemoveRaftVoterRequest, RemoveRaftVoterResponse>(0, 0)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    protected override async ValueTask<RemoveRaftVoterResponse> HandleAsync(RemoveRaftVoterRequest request, RequestContext context)
    {
        ErrorCode error = QuorumRequests.Check(request.ClusterId, identity, context.Connection);
        if (error != ErrorCode.None) return new() { ErrorCode = error };
        if (store.Find(request.TopicId, request.Partition) is not { } replica) return new() { ErrorCode = ErrorCode.UnknownTopicOrPartition };
        return new() { ErrorCode = await replica.RemoveVoterAsync(new Voter(request.VoterId, request.VoterDirectoryId), s_timeout).ConfigureAwait(false) };
    }
}
