using System.Collections.Immutable;

namespace Vicinity.Broker;

/// <summary>
/// What the cluster knows about itself: nodes, topics with their replicas and settings, producer ids. A pure fold over the records of the
/// <c>__cluster</c> log, so that nodes that have applied the same records have the same image. Immutable.
/// </summary>
internal sealed class ClusterImage
{
    /// <summary>The image of an empty log.</summary>
    public static readonly ClusterImage Empty = new(
        ImmutableSortedDictionary<int, ClusterNode>.Empty,
        ImmutableDictionary.Create<string, ClusterTopic>(StringComparer.Ordinal),
        ImmutableDictionary<Guid, ClusterTopic>.Empty,
        0);

    private ClusterImage(ImmutableSortedDictionary<int, ClusterNode> nodes, ImmutableDictionary<string, ClusterTopic> topics, ImmutableDictionary<Guid, ClusterTopic> topicsById, long nextProducerId)
    {
        Nodes = nodes;
        Topics = topics;
        TopicsById = topicsById;
        NextProducerId = nextProducerId;
    }

    /// <summary>All nodes that have ever registered, by id.</summary>
    public ImmutableSortedDictionary<int, ClusterNode> Nodes { get; }

    /// <summary>All topics by name, internal ones too; not <c>__cluster</c> itself.</summary>
    public ImmutableDictionary<string, ClusterTopic> Topics { get; }

    /// <summary>The same topics by id.</summary>
    public ImmutableDictionary<Guid, ClusterTopic> TopicsById { get; }

    /// <summary>The first producer id that is not reserved yet.</summary>
    public long NextProducerId { get; }

    /// <summary>The image after further records.</summary>
    /// <exception cref="BrokerException">A record is damaged, or of a version that this program does not know.</exception>
    public ClusterImage With(IEnumerable<KeyedRecord> records)
    {
        var builder = new Builder(this);
        foreach (KeyedRecord record in records) builder.Apply(record.Key, record.Value);
        return builder.Build();
    }

    /// <summary>Applies records one after the other.</summary>
    internal sealed class Builder(ClusterImage image)
    {
        private readonly ImmutableSortedDictionary<int, ClusterNode>.Builder _nodes = image.Nodes.ToBuilder();
        private readonly ImmutableDictionary<string, ClusterTopic>.Builder _topics = image.Topics.ToBuilder();
        private readonly ImmutableDictionary<Guid, ClusterTopic>.Builder _topicsById = image.TopicsById.ToBuilder();
        private readonly HashSet<string> _changedTopics = new(StringComparer.Ordinal);
        private long _nextProducerId = image.NextProducerId;

        /// <summary>Names of the topics that the records spoke of.</summary>
        public IReadOnlyCollection<string> ChangedTopics => _changedTopics;

        /// <summary>Applies one record; a null value deletes. Keys of a kind that is not known here are passed over.</summary>
        public void Apply(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
        {
            if (ClusterRecord.TopicOf(key.Span) is string topic) ApplyTopic(topic, value);
            else if (ClusterRecord.NodeOf(key.Span) is int node) ApplyNode(node, value);
            else if (key.Span.SequenceEqual(ClusterRecord.ProducerIdsKey) && value is ReadOnlyMemory<byte> next) _nextProducerId = Math.Max(_nextProducerId, ClusterRecord.ReadProducerIds(next.Span));
        }

        /// <summary>The image of all records applied so far.</summary>
        public ClusterImage Build() => new(_nodes.ToImmutable(), _topics.ToImmutable(), _topicsById.ToImmutable(), _nextProducerId);

        private void ApplyTopic(string name, ReadOnlyMemory<byte>? value)
        {
            _changedTopics.Add(name);
            if (_topics.TryGetValue(name, out ClusterTopic? old)) _topicsById.Remove(old.Id);
            if (value is ReadOnlyMemory<byte> bytes)
            {
                ClusterTopic topic = ClusterRecord.ReadTopic(name, bytes.Span);
                _topics[name] = topic;
                _topicsById[topic.Id] = topic;
            }
            else
            {
                _topics.Remove(name);
            }
        }

        private void ApplyNode(int id, ReadOnlyMemory<byte>? value)
        {
            if (value is ReadOnlyMemory<byte> bytes) _nodes[id] = ClusterRecord.ReadNode(id, bytes.Span);
            else _nodes.Remove(id);
        }
    }
}
