using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>What a topic must be like to be created or changed. Pure.</summary>
internal static class TopicRules
{
    /// <summary>Replicas of a topic that is created without a number: three, or one per node while there are fewer.</summary>
    public const int DefaultReplicas = 3;

    private const int MaxAssignedReplicas = 100;

    /// <summary>What is wrong with settings and places of a topic to be created, or done.</summary>
    /// <param name="image">The cluster as it is.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="live">Nodes that can take replicas.</param>
    public static ChangeOutcome CheckNew(ClusterImage image, NewTopic topic, IReadOnlyCollection<int> live)
    {
        foreach ((string key, string value) in topic.Settings)
        {
            if (TopicSettings.Fault(key, value) is string setting) return new(ErrorCode.InvalidConfig, setting);
        }

        if (topic.Assignments is not null) return CheckAssignments(topic.Assignments, 0, image, live);
        if (topic.Replicas != -1 && topic.Replicas < 1) return new(ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0.");
        return topic.Replicas > live.Count
            ? new(ErrorCode.InvalidReplicationFactor, $"Replication factor: {topic.Replicas} larger than available brokers: {live.Count}.")
            : ChangeOutcome.Done;
    }

    /// <summary>Partitions of all topics.</summary>
    public static long Partitions(ClusterImage image) => image.Topics.Values.Sum(t => (long)t.Partitions.Length);

    /// <summary>Whether so many partitions may be added.</summary>
    public static ChangeOutcome CheckCount(long partitions, int added, int maxPartitions)
    {
        long sum = partitions + added;
        return sum > maxPartitions
            ? new(ErrorCode.PolicyViolation, $"{added} more partitions would make {sum}, above the node's limit of {maxPartitions} (MaxPartitions)")
            : ChangeOutcome.Done;
    }

    /// <summary>What is wrong with nodes that a client chose for replicas.</summary>
    /// <param name="assignments">Nodes of each partition.</param>
    /// <param name="firstPartition">Number of the first of them.</param>
    /// <param name="image">The cluster as it is.</param>
    /// <param name="live">Nodes that can take replicas.</param>
    public static ChangeOutcome CheckAssignments(IReadOnlyList<IReadOnlyList<int>> assignments, int firstPartition, ClusterImage image, IReadOnlyCollection<int> live)
    {
        for (int i = 0; i < assignments.Count; i++)
        {
            IReadOnlyList<int> nodes = assignments[i];
            string named = $"partition {firstPartition + i} is assigned to [{string.Join(", ", nodes)}]";
            if (nodes.Count == 0) return new(ErrorCode.InvalidReplicaAssignment, $"{named}: it needs at least one replica");
            if (nodes.Count > MaxAssignedReplicas) return new(ErrorCode.InvalidReplicaAssignment, $"partition {firstPartition + i} is assigned to {nodes.Count} nodes, more than {MaxAssignedReplicas}");
            if (nodes.Distinct().Count() != nodes.Count) return new(ErrorCode.InvalidReplicaAssignment, $"{named}: a node is named twice");
            if (nodes.Count != assignments[0].Count) return new(ErrorCode.InvalidReplicaAssignment, $"{named}, another partition to {assignments[0].Count} nodes: all partitions of a topic have as many replicas");
            foreach (int node in nodes)
            {
                if (live.Contains(node)) continue;
                return new(ErrorCode.InvalidReplicaAssignment, image.Nodes.ContainsKey(node)
                    ? $"{named}; broker {node} is not reached at the moment"
                    : live.Count == 1 ? $"{named}; this cluster has only broker {live.First()}" : $"{named}; this cluster has no broker {node}, only {string.Join(", ", live)}");
            }
        }

        return ChangeOutcome.Done;
    }
}
