using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>Makes fetch requests and takes their answers apart.</summary>
internal static class FetchMessages
{
    // A node whose other partitions have full buffers is asked to wait only so long, so that those are asked for soon after they have room.
    private const int ShortWaitMs = 5;

    /// <summary>A request for partitions of one leader. With <paramref name="waitShortly"/> the broker shall answer soon, with or without data.</summary>
    public static FetchRequest Ask(List<PartitionCursor> cursors, ConsumerOptions options, bool waitShortly)
    {
        // The first answer tells where the partition ends; no caller should wait for that until something comes.
        waitShortly |= cursors.Exists(c => c.HighWatermark < 0);
        var request = new FetchRequest
        {
            MaxWaitMs = (int)Math.Min(options.MaxWait.TotalMilliseconds, waitShortly ? ShortWaitMs : int.MaxValue),
            MinBytes = options.FetchMinBytes,
            MaxBytes = options.FetchMaxBytes,
            RackId = "",
        };
        var topics = new Dictionary<string, FetchRequestTopic>();
        foreach (PartitionCursor cursor in cursors)
        {
            if (!topics.TryGetValue(cursor.Partition.Topic, out FetchRequestTopic? topic))
            {
                topics[cursor.Partition.Topic] = topic = new FetchRequestTopic { Topic = cursor.Partition.Topic };
                request.Topics.Add(topic);
            }
            topic.Partitions.Add(new FetchRequestPartition { Partition = cursor.Partition.Partition, FetchOffset = cursor.FetchOffset, PartitionMaxBytes = cursor.MaxBytes });
        }
        return request;
    }

    /// <summary>The error of a whole answer, or null.</summary>
    public static KafkaErrorException? ErrorOf(FetchResponse? answer) =>
        answer is { ErrorCode: not ErrorCode.None and var code } ? new KafkaErrorException(code, "a fetch") : null;

    /// <summary>The partitions of an answer.</summary>
    public static Dictionary<TopicPartition, FetchResponsePartition> ByPartition(FetchResponse response)
    {
        var found = new Dictionary<TopicPartition, FetchResponsePartition>();
        foreach (FetchResponseTopic topic in response.Responses)
            foreach (FetchResponsePartition p in topic.Partitions) found[new TopicPartition(topic.Topic, p.PartitionIndex)] = p;
        return found;
    }
}
