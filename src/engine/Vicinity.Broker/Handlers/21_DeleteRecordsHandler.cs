using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DeleteRecords. Behavior: moves the log start up to an offset, -1 for the high watermark; on the disks of a majority before it is answered, so that deleted
/// records never come back. Of a partition named twice the last offset holds. A timeout answers REQUEST_TIMED_OUT, and the records may be deleted all the same.
/// Version notes: v2 flexible.
/// </summary>
internal sealed class DeleteRecordsHandler(TopicRegistry topics) : MessageHandler<DeleteRecordsRequest, DeleteRecordsResponse>(0, 2)
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_mostTime = TimeSpan.FromMinutes(2);

    protected override async ValueTask<DeleteRecordsResponse> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(Math.Clamp(request.TimeoutMs, s_leastTime.TotalMilliseconds, s_mostTime.TotalMilliseconds));
        // All partitions wait for their followers at the same time.
        var deletions = AskedTopics.Merge(request.Topics, t => t.Name, t => t.Partitions, p => p.PartitionIndex)
            .ConvertAll(t => (t.Topic, Partitions: t.Partitions.Select(p => (p.PartitionIndex, Outcome: DeleteAsync(t.Topic, p.PartitionIndex, p.Offset, timeout))).ToList()));
        var response = new DeleteRecordsResponse();
        foreach (var topic in deletions)
        {
            var answered = new DeleteRecordsResponseTopic { Name = topic.Topic };
            foreach ((int partition, Task<(ErrorCode Error, long LogStart)> outcome) in topic.Partitions)
            {
                (ErrorCode error, long logStart) = await outcome.ConfigureAwait(false);
                answered.Partitions.Add(new() { PartitionIndex = partition, LowWatermark = logStart, ErrorCode = error });
            }

            response.Topics.Add(answered);
        }

        return response;
    }

    private Task<(ErrorCode Error, long LogStart)> DeleteAsync(string topic, int partition, long before, TimeSpan timeout)
    {
        if (topics.Find(topic, partition) is not { } replica) return Task.FromResult((topics.WhyAbsent(topic, partition), -1L));
        return TopicName.IsInternal(topic) ? Task.FromResult((ErrorCode.TopicAuthorizationFailed, -1L)) : replica.DeleteRecordsAsync(before, timeout);
    }
}
