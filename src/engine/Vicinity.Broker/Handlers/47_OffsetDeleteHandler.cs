using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>OffsetDelete. Behavior: deletes committed offsets, except of topics that a live consumer group reads (GROUP_SUBSCRIBED_TO_TOPIC).</summary>
internal sealed class OffsetDeleteHandler(GroupCoordinator coordinator) : MessageHandler<OffsetDeleteRequest, OffsetDeleteResponse>(0, 0)
{
    protected override async ValueTask<OffsetDeleteResponse> HandleAsync(OffsetDeleteRequest request, RequestContext context)
    {
        var topics = AskedTopics.Merge(request.Topics, t => t.Name, t => t.Partitions, p => p.PartitionIndex);
        List<TopicPartition> partitions = [.. topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionIndex)))];
        (ErrorCode error, ErrorCode[] errors) = await coordinator.DeleteOffsetsAsync(request.GroupId, partitions).ConfigureAwait(false);
        if (error != ErrorCode.None) return new OffsetDeleteResponse { ErrorCode = error };

        int next = 0;
        var response = new OffsetDeleteResponse();
        foreach (var topic in topics)
        {
            response.Topics.Add(new OffsetDeleteResponseTopic
            {
                Name = topic.Topic,
                Partitions = [.. topic.Partitions.Select(p => new OffsetDeleteResponsePartition { PartitionIndex = p.PartitionIndex, ErrorCode = errors[next++] })],
            });
        }

        return response;
    }
}
