using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>The messages by which a cluster is watched, and what their answers say.</summary>
internal static class WatchMessages
{
    /// <summary>The name by which every node can be asked of the cluster's own log.</summary>
    public static TopicPartition ClusterLog { get; } = new("__cluster_metadata", 0);

    public static DescribeQuorumRequest AskQuorum(IEnumerable<TopicPartition> partitions) => new()
    {
        Topics = [.. partitions.GroupBy(p => p.Topic).Select(t => new DescribeQuorumRequestTopic
        {
            TopicName = t.Key,
            Partitions = [.. t.Select(p => new DescribeQuorumRequestPartition { PartitionIndex = p.Partition })],
        })],
    };

    /// <summary>The partitions that the answer describes; those with an error (a leader that is none any more) are left out.</summary>
    public static Dictionary<TopicPartition, QuorumDescription> Quorums(DescribeQuorumResponse answer)
    {
        var found = new Dictionary<TopicPartition, QuorumDescription>();
        foreach (DescribeQuorumResponseTopic topic in answer.Topics)
            foreach (DescribeQuorumResponsePartition p in topic.Partitions)
                if (p.ErrorCode == ErrorCode.None)
                    found[new TopicPartition(topic.TopicName, p.PartitionIndex)] = new QuorumDescription(p.LeaderId, p.LeaderEpoch, p.HighWatermark, Replicas(p.CurrentVoters), Replicas(p.Observers));
        return found;
    }

    public static NodeEvents Events(DescribeEventsResponse answer) => new(
        answer.NodeId,
        answer.RunId,
        answer.NextSequence,
        Time(answer.Timestamp) ?? DateTimeOffset.UnixEpoch,
        [.. answer.Events.Select(e => new ClusterEvent(Enum.IsDefined((ClusterEventKind)e.Kind) ? (ClusterEventKind)e.Kind : ClusterEventKind.Unknown)
        {
            Sequence = e.Sequence,
            Time = Time(e.Timestamp) ?? DateTimeOffset.UnixEpoch,
            NodeId = e.NodeId,
            OtherNodeId = e.OtherNodeId,
            Topic = e.Topic,
            Partition = e.Partition,
            Epoch = e.Epoch,
            Offset = e.Offset,
            Duration = e.DurationMs is >= 0 and < MaxDurationMs ? TimeSpan.FromMilliseconds(e.DurationMs) : null,
            Detail = e.Detail,
        })]);

    private const long MaxDurationMs = 1000L * 60 * 60 * 24 * 365;

    // The last millisecond of the year 9999: what lies beyond is not a time.
    private const long MaxTimeMs = 253_402_300_799_999;

    private static IReadOnlyList<ReplicaDescription> Replicas(IEnumerable<DescribeQuorumResponseReplica> replicas) =>
        [.. replicas.Select(r => new ReplicaDescription(r.ReplicaId, r.LogEndOffset, Time(r.LastFetchTimestamp), Time(r.LastCaughtUpTimestamp)))];

    private static DateTimeOffset? Time(long unixMs) => unixMs is >= 0 and <= MaxTimeMs ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs) : null;
}
