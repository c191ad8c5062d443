using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// OffsetFetch. Behavior: never an error for an unknown group or a partition without commit, which has offset -1; clients take an error for
/// a reason to stop. Only when the offsets themselves cannot be read they are told to ask again, in every partition too, since version 1 has no
/// other place. Version notes: v2 all partitions by null, v5 leader epochs, v7 RequireStable (nothing is unstable without
/// transactions), v8 several groups.
/// </summary>
internal sealed class OffsetFetchHandler(GroupCoordinator coordinator) : MessageHandler<OffsetFetchRequest, OffsetFetchResponse>(1, 8)
{
    private const short GroupsFrom = 8;

    protected override ValueTask<OffsetFetchResponse> HandleAsync(OffsetFetchRequest request, RequestContext context)
    {
        var response = new OffsetFetchResponse();
        if (context.Version < GroupsFrom)
        {
            response.ErrorCode = coordinator.ServiceError;
            response.Topics = Read(request.GroupId, request.Topics);
        }
        else
        {
            foreach (OffsetFetchRequestGroup group in request.Groups)
                response.Groups.Add(new OffsetFetchResponseGroup { GroupId = group.GroupId, ErrorCode = coordinator.ServiceError, Topics = Read(group.GroupId, group.Topics) });
        }

        return ValueTask.FromResult(response);
    }

    private List<OffsetFetchResponseTopic> Read(string group, List<OffsetFetchRequestTopic>? asked) => asked is null
        ? [.. coordinator.AllOffsets(group).GroupBy(o => o.Key.Topic).Select(topic => new OffsetFetchResponseTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.OrderBy(o => o.Key.Partition).Select(o => Answer(o.Key.Partition, o.Value))],
        })]
        : [.. asked.Select(topic => new OffsetFetchResponseTopic
        {
            Name = topic.Name,
            Partitions = [.. topic.PartitionIndexes.Select(p => Answer(p, coordinator.FindOffset(group, new TopicPartition(topic.Name, p))))],
        })];

    private OffsetFetchResponsePartition Answer(int partition, CommittedOffset? offset) => new()
    {
        PartitionIndex = partition,
        CommittedOffset = offset?.Offset ?? -1,
        CommittedLeaderEpoch = offset?.LeaderEpoch ?? -1,
        Metadata = offset?.Metadata ?? "",
        ErrorCode = coordinator.ServiceError,
    };
}
