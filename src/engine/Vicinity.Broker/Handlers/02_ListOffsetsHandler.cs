using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// ListOffsets. Behavior: -1 the high watermark, -2 the log start, -3 the record with the largest timestamp, a time: the first record not older,
/// to the record; -1 with no error where there is none. A partition named twice is refused.
/// Version notes: v0 (segment starts) is not offered; v2 isolation level, which changes nothing without transactions; v4 epochs; v7 -3 (KIP-734).
/// </summary>
internal sealed class ListOffsetsHandler(TopicRegistry topics) : MessageHandler<ListOffsetsRequest, ListOffsetsResponse>(1, 7)
{
    private const long Latest = -1;
    private const long Earliest = -2;
    private const long LargestTimestamp = -3;

    protected override ValueTask<ListOffsetsResponse> HandleAsync(ListOffsetsRequest request, RequestContext context)
    {
        var named = new Dictionary<TopicPartition, int>();
        foreach (var topic in request.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                var key = new TopicPartition(topic.Name, partition.PartitionIndex);
                named[key] = named.GetValueOrDefault(key) + 1;
            }
        }

        var response = new ListOffsetsResponse();
        foreach (var topic in request.Topics)
        {
            var answered = new ListOffsetsResponseTopic { Name = topic.Name };
            foreach (var partition in topic.Partitions)
            {
                bool twice = named[new TopicPartition(topic.Name, partition.PartitionIndex)] > 1;
                answered.Partitions.Add(twice
                    ? new() { PartitionIndex = partition.PartitionIndex, ErrorCode = ErrorCode.InvalidRequest }
                    : Find(topic.Name, partition, context.Version));
            }

            response.Topics.Add(answered);
        }

        return new(response);
    }

    private ListOffsetsResponsePartition Find(string topic, ListOffsetsRequestPartition asked, short version)
    {
        Replica? replica = topics.Find(topic, asked.PartitionIndex);
        var answer = new ListOffsetsResponsePartition { PartitionIndex = asked.PartitionIndex };
        answer.ErrorCode = replica is null ? topics.WhyAbsent(topic, asked.PartitionIndex)
            : replica.ReadError != ErrorCode.None ? replica.ReadError
            : LeaderEpochs.Check(asked.CurrentLeaderEpoch, replica);
        if (answer.ErrorCode != ErrorCode.None) return answer;
        try
        {
            Look(replica!, asked.Timestamp, version, answer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            answer.ErrorCode = replica!.ReadFailed(e);
        }

        return answer;
    }

    private static void Look(Replica replica, long timestamp, short version, ListOffsetsResponsePartition answer)
    {
        if (IsUnknown(replica, version, answer)) return;
        PartitionLog log = replica.Log;
        switch (timestamp)
        {
            case Latest:
                answer.Offset = replica.HighWatermark;
                answer.LeaderEpoch = replica.Epoch;
                break;
            case Earliest:
                answer.Offset = log.LogStartOffset;
                answer.LeaderEpoch = EpochAt(log, log.LogStartOffset);
                break;
            case LargestTimestamp when version >= 7:
                Take(answer, log, log.FindLargestTimestamp(replica.HighWatermark));
                break;
            case >= 0:
                Take(answer, log, log.FindByTimestamp(timestamp, replica.HighWatermark));
                break;
            default:
                answer.ErrorCode = ErrorCode.UnsupportedVersion;
                break;
        }
    }

    /// <summary>A new leader does not know what was acknowledged or deleted before it until something is in its own epoch (rule H5): neither the ends, nor that nothing is there.</summary>
    private static bool IsUnknown(Replica replica, short version, ListOffsetsResponsePartition answer)
    {
        if (!replica.AwaitsOwnEpoch) return false;
        answer.ErrorCode = version >= 5 ? ErrorCode.OffsetNotAvailable : ErrorCode.LeaderNotAvailable;
        return true;
    }

    private static void Take(ListOffsetsResponsePartition answer, PartitionLog log, TimestampedOffset? found)
    {
        if (found is not { } record) return;
        answer.Offset = record.Offset;
        answer.Timestamp = record.TimestampMs;
        answer.LeaderEpoch = EpochAt(log, record.Offset);
    }

    /// <summary>The epoch that the record at an offset was appended in.</summary>
    private static int EpochAt(PartitionLog log, long offset)
    {
        int epoch = log.Base.Position.Epoch;
        foreach (EpochMarker marker in log.Markers)
        {
            if (marker.Offset > offset) break;
            epoch = marker.Epoch;
        }

        return epoch;
    }
}
