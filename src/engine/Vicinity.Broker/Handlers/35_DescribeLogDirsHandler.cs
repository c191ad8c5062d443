using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// DescribeLogDirs (KIP-113). Behavior: the node's one data folder, with the bytes of each partition asked for (null: of all); KAFKA_STORAGE_ERROR when its disk is gone.
/// Version notes: v3 error code; v4 size of the disk (KIP-827).
/// </summary>
internal sealed class DescribeLogDirsHandler(TopicRegistry topics, DataFolder folder) : MessageHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>(1, 4)
{
    protected override ValueTask<DescribeLogDirsResponse> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var response = new DescribeLogDirsResponse();
        DiskSpace space;
        try
        {
            space = folder.Space;
        }
        catch (IOException)
        {
            // The folder or its disk is gone while the node runs.
            response.Results.Add(new() { LogDir = folder.Path, ErrorCode = ErrorCode.KafkaStorageError, TotalBytes = -1, UsableBytes = -1 });
            return new(response);
        }

        var logDir = new DescribeLogDirsResponseLogDir { LogDir = folder.Path, TotalBytes = space.Total, UsableBytes = space.Free };
        if (request.Topics is null)
        {
            foreach (Topic topic in topics.All.OrderBy(t => t.Name, StringComparer.Ordinal)) logDir.Topics.Add(Describe(topic, _ => true));
        }
        else
        {
            foreach (var asked in AskedTopics.Merge(request.Topics, t => t.Topic, t => t.Partitions))
            {
                if (topics.Find(asked.Topic) is Topic topic) logDir.Topics.Add(Describe(topic, asked.Partitions.ToHashSet().Contains));
            }
        }

        response.Results.Add(logDir);
        return new(response);
    }

    private static DescribeLogDirsResponseTopic Describe(Topic topic, Func<int, bool> isAsked)
    {
        var described = new DescribeLogDirsResponseTopic { Name = topic.Name };
        foreach (Replica replica in topic.Replicas)
        {
            if (isAsked(replica.Partition.Partition))
                described.Partitions.Add(new() { PartitionIndex = replica.Partition.Partition, PartitionSize = replica.SizeInBytes });
        }

        return described;
    }
}
