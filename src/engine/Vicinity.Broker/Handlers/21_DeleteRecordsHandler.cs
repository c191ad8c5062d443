using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DeleteRecords. Behavior: moves the log start up to an offset, -1 for the high watermark; on the disks of a majority before it is answered, so that deleted
/// records never come back. A timeout answers REQUEST_TIMED_OUT, and the records may be deleted all the same.
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
        List<(string Topic, int Partition, Task<(ErrorCode Error, long LogStart)> Outcome)> deletions =
            [.. request.Topics.SelectMany(t => t.Partitions.Select(p => (t.Name, p.PartitionIndex, DeleteAsync(t.Name, p.PartitionIndex, p.Offset, timeout))))];
        var response = new DeleteRecordsResponse();
        foreach (DeleteRecordsRequestTopic topic in request.Topics) response.Topics.Add(new() { Name = topic.Name });
        int next = 0;
        for (int t = 0; t < request.Topics.Count; t++)
        {
            foreach (DeleteRecordsRequestPartition _ in request.Topics[t].Partitions)
            {
                (string _, int partition, Task<(ErrorCode Error, long LogStart)> deletion) = deletions[next++];
                (ErrorCode error, long logStart) = await deletion.ConfigureAwait(false);
                response.Topics[t].Partitions.Add(new() { PartitionIndex = partition, LowWatermark = logStart, ErrorCode = error });
            }
        }

        return response;
    }

    private Task<(ErrorCode Error, long LogStart)> DeleteAsync(string topic, int partition, long before, TimeSpan timeout)
    {
        if (topics.Find(topic, partition) is not { } replica) return Task.FromResult((topics.WhyAbsent(topic, partition), -1L));
        return TopicName.IsInternal(topic) ? Task.FromResult((ErrorCode.TopicAuthorizationFailed, -1L)) : replica.DeleteRecordsAsync(before, timeout);
    }
}
