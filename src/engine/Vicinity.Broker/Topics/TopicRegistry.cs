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
        TopicConfig clusterConfig = ConfigOf(TopicName.Cluster, s_internalSettings);
        if (folders.Remove(clusterPartition, out ReplicaFolder? clusterFolder)) _clusterReplica = store.Open(clusterFolder, clusterConfig);
        else if (folders.Count == 0) _clusterReplica = store.Create(clusterPartition, Guid.Empty, clusterConfig);
        else throw new BrokerException($"the data folder '{store.Folder.Path}' holds {folders.Count} partitions but not the log {clusterPartition} that says whose they are; nothing was changed. Restore the folder replicas/{clusterPartition} (one that cannot be read is set aside under a name that ends in .damaged)");
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

        OpenTopics(known, folders);
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
        catch (Exception e) when (IsStorageFault(e))
        {
            return (ErrorCode.KafkaStorageError, NotDone(e, "create", name));
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
            Discard(topic.Replicas);
            BrokerLog.TopicDeleted(log, name);
            Deleted?.Invoke(name);
            return ErrorCode.None;
        }
        catch (Exception e) when (IsStorageFault(e))
        {
            NotDone(e, "delete", name);
            return ErrorCode.KafkaStorageError;
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
            await AddPartitionsAsync(topic, now, count, topic.Config.Overrides).ConfigureAwait(false);
            BrokerLog.PartitionsAdded(log, name, count);
            return (ErrorCode.None, null);
        }
        catch (Exception e) when (IsStorageFault(e))
        {
            return (ErrorCode.KafkaStorageError, NotDone(e, "grow", name));
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
        catch (Exception e) when (IsStorageFault(e))
        {
            NotDone(e, "change", name);
            return ErrorCode.KafkaStorageError;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>A producer id that was never handed out before, or -1 when that cannot be recorded. Ids are reserved in blocks, so that a block's rest is lost at a restart and nothing else.</summary>
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
        catch (Exception e) when (IsStorageFault(e))
        {
            BrokerLog.ProducerIdsNotReserved(log, e, e.Message);
            return -1;
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

    /// <summary>Opens the replicas of all topics, several at a time: each waits for the disk twice, and one sync of the vote journal serves all who wait.</summary>
    private void OpenTopics(Dictionary<string, (Guid Id, int Partitions, Dictionary<string, string> Settings)> known, Dictionary<TopicPartition, ReplicaFolder> folders)
    {
        const int AtATime = 8;
        var opened = new List<(Topic Topic, Replica[] Replicas)>();
        var work = new ConcurrentQueue<(Topic Topic, Replica[] Replicas, int Partition, ReplicaFolder? Folder)>();
        foreach ((string name, (Guid id, int partitions, Dictionary<string, string> settings)) in known)
        {
            var topic = new Topic(name, id, ConfigOf(name, settings));
            var replicas = new Replica[partitions];
            opened.Add((topic, replicas));
            for (int p = 0; p < partitions; p++)
            {
                var partition = new TopicPartition(name, p);
                bool exists = folders.TryGetValue(partition, out ReplicaFolder? folder) && folder.TopicId == id;
                if (exists) folders.Remove(partition);
                work.Enqueue((topic, replicas, p, exists ? folder : null));
            }
        }

        void Work()
        {
            while (work.TryDequeue(out (Topic Topic, Replica[] Replicas, int Partition, ReplicaFolder? Folder) next))
            {
                // The folders of a topic are made before the topic is recorded: one that is not there is lost.
                next.Replicas[next.Partition] = next.Folder is not null
                    ? store.Open(next.Folder, next.Topic.Config)
                    : store.Missing(new TopicPartition(next.Topic.Name, next.Partition), next.Topic.Config);
            }
        }

        Task.WaitAll([.. Enumerable.Range(0, Math.Min(AtATime, work.Count)).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        foreach ((Topic topic, Replica[] replicas) in opened)
        {
            topic.Add(replicas);
            _topics[topic.Name] = topic;
            _byId[topic.Id] = topic;
        }
    }

    private async Task AddAsync(string name, int partitions, IReadOnlyDictionary<string, string> settings)
    {
        var topic = new Topic(name, NewTopicId(), ConfigOf(name, settings));
        await AddPartitionsAsync(topic, 0, partitions, settings).ConfigureAwait(false);
        _byId[topic.Id] = topic;
        _topics[name] = topic;
    }

    /// <summary>Makes the folders first and records them then, so that what is recorded has folders. What was made is removed when the rest fails.</summary>
    private async Task AddPartitionsAsync(Topic topic, int from, int to, IReadOnlyDictionary<string, string> settings)
    {
        var added = new List<Replica>();
        try
        {
            for (int p = from; p < to; p++) added.Add(store.Create(new TopicPartition(topic.Name, p), topic.Id, topic.Config));
            await StoreAsync(topic, to, settings).ConfigureAwait(false);
        }
        catch
        {
            Discard(added);
            throw;
        }

        topic.Add(added);
    }

    /// <summary>Closes replicas and removes their folders; what cannot be removed belongs to no topic and goes at the next start.</summary>
    private void Discard(IEnumerable<Replica> replicas)
    {
        foreach (Replica replica in replicas)
        {
            try
            {
                store.Delete(replica);
            }
            catch (Exception e) when (IsStorageFault(e))
            {
                BrokerLog.FolderNotRemoved(log, e, replica.Partition, e.Message);
            }
        }
    }

    private string NotDone(Exception e, string what, string topic)
    {
        BrokerLog.TopicChangeFailed(log, e, what, topic, e.Message);
        return $"cannot {what} topic '{topic}': {e.Message}";
    }

    /// <summary>Internal topics must not depend on what the node's settings say of other topics, above all not on a weaker flush.</summary>
    private TopicConfig ConfigOf(string name, IReadOnlyDictionary<string, string> settings) =>
        TopicName.IsInternal(name) ? new TopicConfig(settings, new Dictionary<string, string>()) : DefaultConfig.With(settings);

    private static bool IsStorageFault(Exception e) => e is IOException or UnauthorizedAccessException or BrokerException;

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
