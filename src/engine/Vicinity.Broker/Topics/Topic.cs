namespace Vicinity.Broker;

/// <summary>A topic of the cluster and this node's replicas of it. Changed by one thread at a time; readers see a whole state.</summary>
internal sealed class Topic
{
    private State _state;

    public Topic(ClusterTopic record, TopicConfig config, Replica?[] replicas)
    {
        Name = record.Name;
        Id = record.Id;
        _state = new State(record, config, replicas);
    }

    public string Name { get; }

    /// <summary>Random uuid given at creation: a topic made again under the same name is another one.</summary>
    public Guid Id { get; }

    /// <summary>What the cluster's own log says of it.</summary>
    public ClusterTopic Record => Volatile.Read(ref _state).Record;

    public TopicConfig Config => Volatile.Read(ref _state).Config;

    /// <summary>Partitions, wherever their replicas are.</summary>
    public int PartitionCount => Volatile.Read(ref _state).Replicas.Length;

    /// <summary>This node's replicas, by partition number.</summary>
    public IEnumerable<Replica> Replicas => Volatile.Read(ref _state).Replicas.OfType<Replica>();

    /// <summary>This node's replica of a partition, or null when it has none.</summary>
    public Replica? Replica(int partition)
    {
        Replica?[] replicas = Volatile.Read(ref _state).Replicas;
        return (uint)partition < (uint)replicas.Length ? replicas[partition] : null;
    }

    /// <summary>Takes over a new record with this node's replicas by it.</summary>
    public void Update(ClusterTopic record, TopicConfig config, Replica?[] replicas)
    {
        bool isConfigured = !ReferenceEquals(config, Config);
        Volatile.Write(ref _state, new State(record, config, replicas));
        if (!isConfigured) return;
        foreach (Replica? replica in replicas)
        {
            if (replica is not null) replica.Config = config;
        }
    }

    private sealed record State(ClusterTopic Record, TopicConfig Config, Replica?[] Replicas);
}
