using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// Which partitions should go back to their preferred leaders: those of a node that is there and leads too few of the partitions that prefer it, as after its
/// restart. The rule of Kafka's <c>auto.leader.rebalance.enable</c>, with its tolerance. Pure.
/// </summary>
internal static class LeaderBalance
{
    /// <summary>The part of a node's partitions that may be led by others before anything is done about it (Kafka's <c>leader.imbalance.per.broker.percentage</c>).</summary>
    public const double Tolerance = 0.1;

    /// <summary>The partitions to hand over; none of those without leader, or with replicas on the move.</summary>
    /// <param name="image">Where the replicas are.</param>
    /// <param name="leaderOf">The node that leads a partition of the topic with that uuid; below 0: none.</param>
    /// <param name="live">Nodes that are alive.</param>
    public static IReadOnlyList<TopicPartition> Astray(ClusterImage image, Func<Guid, int, int> leaderOf, IReadOnlyCollection<int> live)
    {
        var preferring = live.ToDictionary(n => n, _ => 0);
        var astray = live.ToDictionary(n => n, _ => new List<TopicPartition>());
        foreach (ClusterTopic topic in image.Topics.Values)
        {
            for (int p = 0; p < topic.Partitions.Length; p++)
            {
                if (topic.Partitions[p] is not { IsMoving: false, Replicas: [var preferred, ..] } || !preferring.ContainsKey(preferred.NodeId)) continue;
                preferring[preferred.NodeId]++;
                int leader = leaderOf(topic.Id, p);
                if (leader >= 0 && leader != preferred.NodeId) astray[preferred.NodeId].Add(new TopicPartition(topic.Name, p));
            }
        }

        return [.. astray.Where(a => a.Value.Count > Tolerance * preferring[a.Key]).OrderBy(a => a.Key).SelectMany(a => a.Value)];
    }
}
