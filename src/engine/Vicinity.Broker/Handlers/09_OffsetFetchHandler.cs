using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// OffsetFetch. Behavior: never an error for an unknown group or a partition without commit, which has offset -1; clients take an error for
/// a reason to stop. Only when the offsets themselves cannot be read the node answers with an error after which they retry, in every partition too, since version 1 has no
/// other place. A group or partition named twice is answered once. Version notes: v2 all partitions by null, v5 leader epochs, v7 RequireStable (nothing is unstable without
/// transactions), v8 several groups, v9 member and epoch for the new group protocol, which is not offered: they are not looked at.
/// </summary>
internal sealed class OffsetFetchHandler(GroupCoordinator coordinator) : MessageHandler<OffsetFetchRequest, OffsetFetchResponse>(1, 9)
{
    private const short GroupsFrom = 8;

    protected override ValueTask<OffsetFetchResponse> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var response = new OffsetFetchResponse();
        if (context.Version < GroupsFrom)
        {
            response.ErrorCode = Read(request.GroupId, request.Topics, out List<OffsetFetchResponseTopic> topics);
            response.Topics = topics;
        }
        else
        {
            foreach (var group in request.Groups.GroupBy(g => g.GroupId, g => g.Topics))
            {
                ErrorCode error = Read(group.Key, group.Any(t => t is null) ? null : [.. group.SelectMany(t => t!)], out List<OffsetFetchResponseTopic> topics);
                response.Groups.Add(new OffsetFetchResponseGroup { GroupId = group.Key, ErrorCode = error, Topics = topics });
            }
        }

        return ValueTask.FromResult(response);
    }

    private ErrorCode Read(string group, List<OffsetFetchRequestTopic>? asked, out List<OffsetFetchResponseTopic> topics)
    {
        List<OffsetFetchResponseTopic> read = [];
        ErrorCode error = coordinator.WhileServing(() => read = asked is null
            ? [.. coordinator.AllOffsets(group).GroupBy(o => o.Key.Topic).Select(topic => new OffsetFetchResponseTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.OrderBy(o => o.Key.Partition).Select(o => Answer(o.Key.Partition, o.Value))],
            })]
            : [.. AskedTopics.Merge(asked, t => t.Name, t => t.PartitionIndexes).Select(topic => new OffsetFetchResponseTopic
            {
                Name = topic.Topic,
                Partitions = [.. topic.Partitions.Select(p => Answer(p, coordinator.FindOffset(group, new TopicPartition(topic.Topic, p))))],
            })]);
        foreach (OffsetFetchResponsePartition partition in read.SelectMany(t => t.Partitions)) partition.ErrorCode = error;
        topics = read;
        return error;
    }

    private static OffsetFetchResponsePartition Answer(int partition, CommittedOffset? offset) => new()
    {
        PartitionIndex = partition,
        CommittedOffset = offset?.Offset ?? -1,
        CommittedLeaderEpoch = offset?.LeaderEpoch ?? -1,
        Metadata = offset?.Metadata ?? "",
    };
}
