using System.Collections.Concurrent;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The open replicas of a node, by name and by uuid of their topics. Thread-safe.</summary>
internal sealed class OpenReplicas
{
    private readonly ConcurrentDictionary<TopicPartition, Replica> _byName = new();
    private readonly ConcurrentDictionary<(Guid TopicId, int Partition), Replica> _byId = new();

    /// <summary>All of them. Those that come or go meanwhile may or may not be seen.</summary>
    public IEnumerable<Replica> All => _byName.Select(entry => entry.Value);

    public Replica? Find(TopicPartition partition) => _byName.GetValueOrDefault(partition);

    public Replica? Find(Guid topicId, int partition) => _byId.GetValueOrDefault((topicId, partition));

    /// <summary>Adds a replica, in place of another of the same partition.</summary>
    public void Put(Replica replica)
    {
        _byName[replica.Partition] = replica;
        _byId[(replica.TopicId, replica.Partition.Partition)] = replica;
    }

    /// <summary>Takes a replica out, unless another is in its place by now.</summary>
    public void Remove(Replica replica)
    {
        _byName.TryRemove(KeyValuePair.Create(replica.Partition, replica));
        _byId.TryRemove(KeyValuePair.Create((replica.TopicId, replica.Partition.Partition), replica));
    }
}
