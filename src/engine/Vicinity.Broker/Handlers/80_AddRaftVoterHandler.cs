using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// AddRaftVoter (KIP-853). Behavior: the leader of the partition makes a caught-up replica a voter, and answers when the changed set is committed. For
/// nodes of the same cluster alone. Version notes: ours: topic id and partition (tags 10000, 10001), since each partition has a quorum of its own.
/// </summary>
internal sealed class AddRaftVoterHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<AddRaftVoterRequest, AddRaftVoterResponse>(0, 0)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    protected override async ValueTask<AddRaftVoterResponse> HandleAsync(AddRaftVoterRequest request, RequestContext context)
    {
        ErrorCode error = QuorumRequests.Check(request.ClusterId, identity, context.Connection);
        if (error != ErrorCode.None) return new() { ErrorCode = error };
        if (request.VoterId < 0 || request.VoterDirectoryId == Guid.Empty) return new() { ErrorCode = ErrorCode.InvalidRequest, ErrorMessage = $"voter {request.VoterId} with uuid {request.VoterDirectoryId} is none" };
        if (store.Find(request.TopicId, request.Partition) is not { } replica) return new() { ErrorCode = ErrorCode.UnknownTopicOrPartition };
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, 0, (int)s_longest.TotalMilliseconds));
        return new() { ErrorCode = await replica.AddVoterAsync(new Voter(request.VoterId, request.VoterDirectoryId), timeout).ConfigureAwait(false) };
    }
}
