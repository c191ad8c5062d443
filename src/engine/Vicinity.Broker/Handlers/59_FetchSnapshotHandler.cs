using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// FetchSnapshot (KIP-630). Behavior: the bytes of the base of a leader's log, for a replica that stands before it; SNAPSHOT_NOT_FOUND when the base
/// has moved on. Counts as a heartbeat. For nodes of the same cluster alone. Version notes: v1 directory ids.
/// </summary>
internal sealed class FetchSnapshotHandler(ReplicaStore store, NodeIdentity identity) : MessageHandler<FetchSnapshotRequest, FetchSnapshotResponse>(1, 1)
{
    private const int MostBytes = 8 * 1024 * 1024;

    protected override ValueTask<FetchSnapshotResponse> HandleAsync(FetchSnapshotRequest request, RequestContext context)
    {
        var response = new FetchSnapshotResponse { ErrorCode = QuorumRequests.Check(request.ClusterId, identity, context.Connection) };
        if (response.ErrorCode == ErrorCode.None && !store.KnowsNode(request.ReplicaId)) response.ErrorCode = ErrorCode.InvalidRequest;
        if (response.ErrorCode != ErrorCode.None) return new(response);
        int left = Math.Clamp(request.MaxBytes, 1, MostBytes);
        foreach (FetchSnapshotRequestTopic topic in request.Topics)
        {
            var answered = new FetchSnapshotResponseTopic { Name = topic.Name };
            foreach (FetchSnapshotRequestPartition asked in topic.Partitions)
            {
                FetchSnapshotResponsePartition answer = Read(new(topic.Name, asked.Partition), request.ReplicaId, asked, left);
                left -= answer.UnalignedRecords.Length;
                answered.Partitions.Add(answer);
            }

            response.Topics.Add(answered);
        }

        return new(response);
    }

    private FetchSnapshotResponsePartition Read(TopicPartition partition, int follower, FetchSnapshotRequestPartition asked, int mostBytes)
    {
        var answer = new FetchSnapshotResponsePartition { Index = partition.Partition, SnapshotId = new() { EndOffset = asked.SnapshotId.EndOffset, Epoch = asked.SnapshotId.Epoch } };
        answer.ErrorCode = QuorumRequests.Find(store, partition, out Replica replica);
        if (answer.ErrorCode != ErrorCode.None) return answer;
        Leadership leadership = replica.Leadership;
        answer.CurrentLeader = new() { LeaderId = leadership.LeaderId, LeaderEpoch = leadership.Epoch };
        if (leadership.Role != Consensus.QuorumRole.Leader || asked.CurrentLeaderEpoch != leadership.Epoch)
        {
            answer.ErrorCode = leadership.Role != Consensus.QuorumRole.Leader ? ErrorCode.NotLeaderOrFollower
                : asked.CurrentLeaderEpoch < leadership.Epoch ? ErrorCode.FencedLeaderEpoch : ErrorCode.UnknownLeaderEpoch;
            return answer;
        }

        replica.ReplicaAlive(new FollowerHeartbeat(new Voter(follower, asked.ReplicaDirectoryId), asked.CurrentLeaderEpoch, ReplicaContext.NowMs));
        LogBase known = replica.Log.Base;
        if (known.Position != new LogPosition(asked.SnapshotId.Epoch, asked.SnapshotId.EndOffset))
        {
            answer.ErrorCode = ErrorCode.SnapshotNotFound;
            return answer;
        }

        byte[] bytes = known.ToBytes();
        if (asked.Position < 0 || asked.Position > bytes.Length)
        {
            answer.ErrorCode = ErrorCode.PositionOutOfRange;
            return answer;
        }

        answer.Size = bytes.Length;
        answer.Position = asked.Position;
        int at = (int)asked.Position;
        answer.UnalignedRecords = bytes.AsMemory(at, Math.Clamp(mostBytes, 0, bytes.Length - at));
        return answer;
    }
}
