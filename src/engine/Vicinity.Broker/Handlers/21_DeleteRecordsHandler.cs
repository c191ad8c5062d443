using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// DeleteRecords. Behavior: moves the log start up to an offset, -1 for the high watermark; on disk before it is answered, so that deleted
/// records never come back.
/// Version notes: v2 flexible.
/// </summary>
internal sealed class DeleteRecordsHandler(TopicRegistry topics) : MessageHandler<DeleteRecordsRequest, DeleteRecordsResponse>(0, 2)
{
    protected override ValueTask<DeleteRecordsResponse> HandleAsync(DeleteRecordsRequest request, RequestContext context)
    {
        var response = new DeleteRecordsResponse();
        foreach (var topic in request.Topics)
        {
            var answered = new DeleteRecordsResponseTopic { Name = topic.Name };
            foreach (var partition in topic.Partitions)
            {
                (ErrorCode error, long lowWatermark) = topics.Find(topic.Name, partition.PartitionIndex) is { } replica
                    ? Delete(replica, partition.Offset)
                    : (topics.WhyAbsent(topic.Name, partition.PartitionIndex), -1);
                answered.Partitions.Add(new() { PartitionIndex = partition.PartitionIndex, LowWatermark = lowWatermark, ErrorCode = error });
            }

            response.Topics.Add(answered);
        }

        return new(response);
    }

    private static (ErrorCode Error, long LowWatermark) Delete(Replica replica, long offset)
    {
        if (TopicName.IsInternal(replica.Partition.Topic)) return (ErrorCode.TopicAuthorizationFailed, -1);
        if (replica.WriteError != ErrorCode.None) return (replica.WriteError, -1);
        long upTo = offset == -1 ? replica.HighWatermark : offset;
        if (upTo < 0 || upTo > replica.HighWatermark) return (ErrorCode.OffsetOutOfRange, -1);
        try
        {
            return (ErrorCode.None, replica.Exclusively(log =>
            {
                if (upTo > log.LogStartOffset) log.SetLogStart(upTo);
                return log.LogStartOffset;
            }));
        }
        catch (ObjectDisposedException)
        {
            return (ErrorCode.UnknownTopicOrPartition, -1);
        }
        catch (IOException e)
        {
            replica.WorkFailed("move the log start", e);
            return (ErrorCode.KafkaStorageError, -1);
        }
    }
}
