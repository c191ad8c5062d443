using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// DescribeLogDirs (KIP-113). Behavior: the node's one data folder, with the bytes of each partition asked for (null: of all).
/// Version notes: v3 error code; v4 size of the disk (KIP-827).
/// </summary>
internal sealed class DescribeLogDirsHandler(TopicRegistry topics, DataFolder folder) : MessageHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>(1, 4)
{
    protected override ValueTask<DescribeLogDirsResponse> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var logDir = new DescribeLogDirsResponseLogDir { LogDir = folder.Path, TotalBytes = folder.Space.Total, UsableBytes = folder.Space.Free };
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

        var response = new DescribeLogDirsResponse();
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
