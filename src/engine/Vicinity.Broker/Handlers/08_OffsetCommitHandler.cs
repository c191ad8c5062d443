using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// OffsetCommit. Behavior: answers when the offsets are on disk; one bad partition does not spoil the others. A commit without membership
/// (generation -1, no member id) is for groups without members. The times of old versions are ignored: the node's own clock and retention hold. Of a partition named
/// twice the last offset is stored.
/// Version notes: v1 a time for each offset, v2 to v4 a retention time; v6 leader epochs, v7 static members (KIP-345); v9 differs for members of the new group
/// protocol alone.
/// </summary>
internal sealed class OffsetCommitHandler(GroupCoordinator coordinator) : MessageHandler<OffsetCommitRequest, OffsetCommitResponse>(1, 9)
{
    protected override async ValueTask<OffsetCommitResponse> HandleAsync(OffsetCommitRequest request, RequestContext context)
    {
        var claim = new MemberClaim(request.MemberId, request.GroupInstanceId, request.GenerationId);
        var commits = new List<(TopicPartition, long, int, string)>();
        var topics = AskedTopics.Merge(request.Topics, t => t.Name, t => t.Partitions, p => p.PartitionIndex);
        foreach (var topic in topics)
        {
            foreach (OffsetCommitRequestPartition partition in topic.Partitions)
                commits.Add((new TopicPartition(topic.Topic, partition.PartitionIndex), partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.CommittedMetadata ?? ""));
        }

        ErrorCode[] errors = await coordinator.CommitAsync(request.GroupId, claim, commits).ConfigureAwait(false);

        int next = 0;
        var response = new OffsetCommitResponse();
        foreach (var topic in topics)
        {
            response.Topics.Add(new OffsetCommitResponseTopic
            {
                Name = topic.Topic,
                Partitions = [.. topic.Partitions.Select(p => new OffsetCommitResponsePartition { PartitionIndex = p.PartitionIndex, ErrorCode = errors[next++] })],
            });
        }

        return response;
    }
}
