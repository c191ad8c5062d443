using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// OffsetForLeaderEpoch (KIP-320). Behavior: where an epoch ends in our log, answered from the epochs' markers; an epoch that is unknown or yet to
/// come has no end (-1). A partition named twice is answered once.
/// Version notes: v3 replica id, ignored; v4 flexible.
/// </summary>
internal sealed class OffsetForLeaderEpochHandler(TopicRegistry topics) : MessageHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(2, 4)
{
    protected override ValueTask<OffsetForLeaderEpochResponse> HandleAsync(OffsetForLeaderEpochRequest request, RequestContext context)
    {
        var response = new OffsetForLeaderEpochResponse();
        foreach (var topic in AskedTopics.Merge(request.Topics, t => t.Topic, t => t.Partitions, p => p.Partition))
        {
            var answered = new OffsetForLeaderEpochResponseTopic { Topic = topic.Topic };
            foreach (var partition in topic.Partitions)
            {
                Replica? replica = topics.Find(topic.Topic, partition.Partition);
                ErrorCode error = replica is null ? topics.WhyAbsent(topic.Topic, partition.Partition)
                    : replica.ReadError != ErrorCode.None ? replica.ReadError
                    : LeaderEpochs.Check(partition.CurrentLeaderEpoch, replica);
                EpochEnd end = error == ErrorCode.None ? replica!.Log.EndOffsetForEpoch(partition.LeaderEpoch) : EpochEnd.Unknown;
                answered.Partitions.Add(new() { ErrorCode = error, Partition = partition.Partition, LeaderEpoch = end.Epoch, EndOffset = end.EndOffset });
            }

            response.Topics.Add(answered);
        }

        return new(response);
    }
}
