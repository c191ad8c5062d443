using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>What one answer, and those before it, said of nodes, topics and leaders. Immutable.</summary>
internal sealed class ClusterSnapshot
{
    public static ClusterSnapshot Empty { get; } = new();

    public string? ClusterId { get; private init; }

    public int ControllerId { get; private init; } = -1;

    public IReadOnlyDictionary<int, ClusterNode> Nodes { get; private init; } = new Dictionary<int, ClusterNode>();

    public IReadOnlyDictionary<string, TopicDescription> Topics { get; private init; } = new Dictionary<string, TopicDescription>();

    /// <summary>Partition's description, or null when topic or partition is not known.</summary>
    public PartitionDescription? Find(TopicPartition partition) =>
        Topics.TryGetValue(partition.Topic, out TopicDescription? topic) && (uint)partition.Partition < (uint)topic.Partitions.Count
            ? topic.Partitions[partition.Partition]
            : null;

    /// <summary>Node that leads the partition, or -1.</summary>
    public int LeaderOf(TopicPartition partition) => Find(partition)?.LeaderId ?? -1;

    /// <summary>
    /// The snapshot after an answer. Topics that were not asked for stay as they were, unless all were. A leader of an older epoch than the known one
    /// comes from a node that lags behind, and is not taken.
    /// </summary>
    public ClusterSnapshot With(MetadataResponse response, bool allTopics)
    {
        var topics = new Dictionary<string, TopicDescription>(allTopics ? [] : Topics);
        foreach (MetadataResponseTopic answered in response.Topics)
        {
            if (answered.Name is null) continue;
            Topics.TryGetValue(answered.Name, out TopicDescription? known);
            topics[answered.Name] = Describe(answered, known);
        }
        return new ClusterSnapshot
        {
            ClusterId = response.ClusterId ?? ClusterId,
            ControllerId = response.ControllerId,
            Nodes = response.Brokers.ToDictionary(b => b.NodeId, b => new ClusterNode(b.NodeId, b.Host, b.Port, b.Rack)),
            Topics = topics,
        };
    }

    private static TopicDescription Describe(MetadataResponseTopic answered, TopicDescription? known)
    {
        var partitions = new PartitionDescription[answered.Partitions.Count];
        foreach (MetadataResponsePartition p in answered.Partitions)
        {
            // Numbers run from 0 without gaps; an answer that breaks this is not used.
            if ((uint)p.PartitionIndex >= (uint)partitions.Length) return new TopicDescription { Name = answered.Name!, Partitions = [], Error = ErrorCode.UnknownServerError };
            partitions[p.PartitionIndex] = new PartitionDescription
            {
                Index = p.PartitionIndex,
                LeaderId = p.LeaderId,
                LeaderEpoch = p.LeaderEpoch,
                Replicas = p.ReplicaNodes,
                InSyncReplicas = p.IsrNodes,
                OfflineReplicas = p.OfflineReplicas,
                Error = p.ErrorCode,
            };
        }
        if (Array.IndexOf(partitions, null) >= 0) return new TopicDescription { Name = answered.Name!, Partitions = [], Error = ErrorCode.UnknownServerError };
        if (known is not null && known.Id == answered.TopicId)
            for (int i = 0; i < Math.Min(partitions.Length, known.Partitions.Count); i++)
                if (partitions[i].LeaderEpoch >= 0 && partitions[i].LeaderEpoch < known.Partitions[i].LeaderEpoch) partitions[i] = known.Partitions[i];
        return new TopicDescription
        {
            Name = answered.Name!,
            Id = answered.TopicId,
            IsInternal = answered.IsInternal,
            Partitions = partitions,
            Error = answered.ErrorCode,
        };
    }
}
