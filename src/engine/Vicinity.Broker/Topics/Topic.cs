namespace Vicinity.Broker;

/// <summary>A topic of the cluster and this node's replicas of it. The replica list only grows; readers see a whole one.</summary>
internal sealed class Topic(string name, Guid id, TopicConfig config)
{
    private Replica[] _replicas = [];
    private TopicConfig _config = config;

    public string Name { get; } = name;

    /// <summary>Random uuid given at creation: a topic made again under the same name is another one.</summary>
    public Guid Id { get; } = id;

    public TopicConfig Config
    {
        get => Volatile.Read(ref _config);
        set
        {
            Volatile.Write(ref _config, value);
            foreach (Replica replica in Replicas) replica.Config = value;
        }
    }

    /// <summary>Replicas by partition number.</summary>
    public IReadOnlyList<Replica> Replicas => Volatile.Read(ref _replicas);

    /// <summary>The replica of a partition, or null when there is no such partition.</summary>
    public Replica? Replica(int partition)
    {
        Replica[] replicas = Volatile.Read(ref _replicas);
        return (uint)partition < (uint)replicas.Length ? replicas[partition] : null;
    }

    public void Add(IEnumerable<Replica> replicas) => Volatile.Write(ref _replicas, [.. _replicas, .. replicas]);
}
