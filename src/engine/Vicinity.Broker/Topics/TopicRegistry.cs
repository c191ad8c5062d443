using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// The topics of the cluster, kept in the <c>__cluster</c> log: what is not acknowledged there does not exist. Reads take no lock; changes are
/// made one after the other.
/// </summary>
internal sealed class TopicRegistry(ReplicaStore store, BrokerOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly Dictionary<string, string> s_internalSettings = new()
    {
        [TopicSettings.CleanupPolicy] = "compact",
        [TopicSettings.SegmentBytes] = "16777216",
    };

    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Topic> _byId = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private Replica? _clusterReplica;
    private KeyedLog? _clusterLog;
    private long _nextProducerId;
    private long _reservedProducerIds;

    /// <summary>Raised with the name of a topic that was deleted.</summary>
    public event Action<string>? Deleted;

    /// <summary>All topics, internal ones too, in no order.</summary>
    public ICollection<Topic> All => _topics.Values;

    /// <summary>The cluster's own log.</summary>
    public Replica ClusterReplica => _clusterReplica!;

    /// <summary>Partitions of all topics.</summary>
    public int Partitions => _topics.Values.Sum(t => t.Replicas.Count);

    /// <summary>All replicas, that of the cluster's own log too.</summary>
    public IEnumerable<Replica> Replicas => _topics.Values.SelectMany(t => t.Replicas).Append(_clusterReplica!);

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>The replica of a partition, or null.</summary>
    public Replica? Find(string topic, int partition) => Find(topic)?.Replica(partition);

    /// <summary>Settings of a topic without overrides.</summary>
    public TopicConfig DefaultConfig { get; } = new(new Dictionary<string, string>(), options.TopicDefaults);

    /// <summary>Reads the cluster's log and opens all replicas; folders that no topic owns are removed.</summary>
    public void Open()
    {
        var folders = store.Folder.EnumerateReplicas().ToDictionary(f => new TopicPartition(f.Topic, f.Partition));
        var clusterPartition = new TopicPartition(TopicName.Cluster, 0);
        TopicConfig clusterConfig = DefaultConfig.With(s_internalSettings);
        _clusterReplica = folders.Remove(clusterPartition, out ReplicaFolder? clusterFolder)
            ? store.Open(clusterFolder, clusterConfig)
            : store.Create(clusterPartition, Guid.Empty, clusterConfig);
        _clusterLog = new KeyedLog(_clusterReplica, time);

        var known = new Dictionary<string, (Guid Id, int Partitions, Dictionary<string, string> Settings)>(StringComparer.Ordinal);
        _clusterLog.ReadAll((key, value) =>
        {
            if (ClusterRecord.TopicOf(key.Span) is string topic)
            {
                if (value is ReadOnlyMemory<byte> stored) known[topic] = ClusterRecord.ReadTopic(stored.Span);
                else known.Remove(topic);
            }
            else if (key.Span.SequenceEqual(ClusterRecord.ProducerIdsKey) && value is ReadOnlyMemory<byte> next)
            {
                _nextProducerId = _reservedProducerIds = ClusterRecord.ReadProducerIds(next.Span);
            }
        });

        foreach ((string name, (Guid id, int partitions, Dictionary<string, string> settings)) in known)
        {
            TopicConfig config = DefaultConfig.With(settings);
            var topic = new Topic(name, id, config);
            var replicas = new Replica[partitions];
            Parallel.For(0, partitions, p =>
            {
                var partition = new TopicPartition(name, p);
                bool exists;
                ReplicaFolder? replicaFolder;
                lock (folders)
                {
                    exists = folders.TryGetValue(partition, out replicaFolder) && replicaFolder.TopicId == id;
                    if (exists) folders.Remove(partition);
                }

                replicas[p] = exists ? store.Open(replicaFolder!, config) : store.Create(partition, id, config);
            });
            topic.Add(replicas);
            _topics[name] = topic;
            _byId[id] = topic;
        }

        foreach (TopicPartition orphan in folders.Keys)
        {
            BrokerLog.OrphanRemoved(log, orphan);
            store.Folder.DeleteReplica(orphan.Topic, orphan.Partition);
        }

        if (Find(TopicName.ConsumerOffsets) is null) AddAsync(TopicName.ConsumerOffsets, 1, s_internalSettings).GetAwaiter().GetResult();
    }

    /// <summary>What is wrong with a topic to be created, or None.</summary>
    public (ErrorCode Error, string? Message) CheckNew(string name, int partitions, IReadOnlyDictionary<string, string> settings)
    {
        if (TopicName.Fault(name) is string fault) return (ErrorCode.InvalidTopicException, fault);
        if (Find(name) is not null) return (ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
        if (CollidesWith(name) is string other) return (ErrorCode.InvalidTopicException, $"Topic '{name}' collides with existing topic: {other}");
        if (partitions < 1) return (ErrorCode.InvalidPartitions, "Number of partitions must be larger than 0.");
        if (Partitions + (long)partitions > options.MaxPartitions) return (ErrorCode.PolicyViolation, $"{partitions} more partitions would make {Partitions + (long)partitions}, above the node's limit of {options.MaxPartitions} (MaxPartitions)");
        foreach ((string key, string value) in settings)
        {
            if (TopicSettings.Fault(key, value) is string setting) return (ErrorCode.InvalidConfig, setting);
        }

        return (ErrorCode.None, null);
    }

    /// <summary>Creates a topic; when this completes, every request finds it.</summary>
    public async Task<(ErrorCode Error, string? Message)> CreateAsync(string name, int partitions, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation = default)
    {
        await _changing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            (ErrorCode error, string? message) = CheckNew(name, partitions, settings);
            if (error != ErrorCode.None) return (error, message);
            await AddAsync(name, partitions, settings).ConfigureAwait(false);
            BrokerLog.TopicCreated(log, name, partitions);
            return (ErrorCode.None, null);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Deletes a topic and its data.</summary>
    public async Task<ErrorCode> DeleteAsync(string name)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(name) is not Topic topic) return ErrorCode.UnknownTopicOrPartition;
            await _clusterLog!.AppendAsync([new KeyedRecord(ClusterRecord.TopicKey(name), null)]).ConfigureAwait(false);
            _topics.TryRemove(name, out Topic? _);
            _byId.TryRemove(topic.Id, out Topic? _);
            foreach (Replica replica in topic.Replicas) store.Delete(replica);
            BrokerLog.TopicDeleted(log, name);
            Deleted?.Invoke(name);
            return ErrorCode.None;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Makes a topic have <paramref name="count"/> partitions, more than now.</summary>
    public async Task<(ErrorCode Error, string? Message)> GrowAsync(string name, int count, bool validateOnly)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(name) is not Topic topic) return (ErrorCode.UnknownTopicOrPartition, $"The topic '{name}' does not exist.");
            int now = topic.Replicas.Count;
            if (count <= now) return (ErrorCode.InvalidPartitions, $"The topic {name} currently has {now} partition(s); {count} would not be an increase.");
            if (Partitions + (long)count - now > options.MaxPartitions) return (ErrorCode.PolicyViolation, $"{count - now} more partitions would exceed the node's limit of {options.MaxPartitions} (MaxPartitions)");
            if (validateOnly) return (ErrorCode.None, null);
            Replica[] added = Enumerable.Range(now, count - now).Select(p => store.Create(new TopicPartition(name, p), topic.Id, topic.Config)).ToArray();
            await StoreAsync(topic, count, topic.Config.Overrides).ConfigureAwait(false);
            topic.Add(added);
            BrokerLog.PartitionsAdded(log, name, count);
            return (ErrorCode.None, null);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Replaces a topic's own settings, which the caller has checked, by what <paramref name="change"/> makes of them.</summary>
    public async Task<ErrorCode> ConfigureAsync(string name, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(name) is not Topic topic) return ErrorCode.UnknownTopicOrPartition;
            IReadOnlyDictionary<string, string> settings = change(topic.Config.Overrides);
            await StoreAsync(topic, topic.Replicas.Count, settings).ConfigureAwait(false);
            topic.Config = topic.Config.With(settings);
            return ErrorCode.None;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>A producer id that was never handed out before. Ids are reserved in blocks, so that a block's rest is lost at a restart and nothing else.</summary>
    public async Task<long> NextProducerIdAsync()
    {
        const int Block = 1000;
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_nextProducerId == _reservedProducerIds)
            {
                await _clusterLog!.AppendAsync([new KeyedRecord(ClusterRecord.ProducerIdsKey.ToArray(), ClusterRecord.ProducerIdsValue(_reservedProducerIds + Block))]).ConfigureAwait(false);
                _reservedProducerIds += Block;
            }

            return _nextProducerId++;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Closes all replicas.</summary>
    public void Dispose()
    {
        foreach (Topic topic in All)
        {
            foreach (Replica replica in topic.Replicas) replica.Dispose();
        }

        _clusterReplica?.Dispose();
        _changing.Dispose();
    }

    private async Task AddAsync(string name, int partitions, IReadOnlyDictionary<string, string> settings)
    {
        Guid id = NewTopicId();
        TopicConfig config = DefaultConfig.With(settings);
        var topic = new Topic(name, id, config);
        topic.Add(Enumerable.Range(0, partitions).Select(p => store.Create(new TopicPartition(name, p), id, config)).ToArray());
        await StoreAsync(topic, partitions, settings).ConfigureAwait(false);
        _byId[id] = topic;
        _topics[name] = topic;
    }

    private Task StoreAsync(Topic topic, int partitions, IReadOnlyDictionary<string, string> settings) =>
        _clusterLog!.AppendAsync([new KeyedRecord(ClusterRecord.TopicKey(topic.Name), ClusterRecord.TopicValue(topic.Id, partitions, settings))]);

    private string? CollidesWith(string name)
    {
        if (!name.Contains('.') && !name.Contains('_')) return null;
        string form = TopicName.CollisionForm(name);
        return _topics.Keys.FirstOrDefault(other => other.Length == name.Length && TopicName.CollisionForm(other) == form);
    }

    private static Guid NewTopicId()
    {
        Guid id;
        do id = Guid.NewGuid();
        while (id == Guid.Empty);
        return id;
    }
}
