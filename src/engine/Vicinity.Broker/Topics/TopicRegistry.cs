using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// The topics of the cluster as this node sees them, with its replicas: brought in line with the image of the <c>__cluster</c> log, and nothing
/// else. Reads take no lock; changes are made one after the other by the follower of that log.
/// </summary>
internal sealed class TopicRegistry(ReplicaStore store, LeadershipTable leaders, BrokerOptions options, ILogger log) : IDisposable
{
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Topic> _byId = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Replica? _clusterReplica;

    /// <summary>Raised with the name of a topic that was deleted.</summary>
    public event Action<string>? Deleted;

    /// <summary>All topics, internal ones too, in no order.</summary>
    public ICollection<Topic> All => _topics.Values;

    /// <summary>This node's replica of the cluster's own log.</summary>
    public Replica ClusterReplica => _clusterReplica!;

    /// <summary>Partitions of all topics.</summary>
    public int Partitions => _topics.Values.Sum(t => t.PartitionCount);

    /// <summary>All replicas of this node, that of the cluster's own log too.</summary>
    public IEnumerable<Replica> Replicas => _topics.Values.SelectMany(t => t.Replicas).Append(_clusterReplica!);

    /// <summary>Settings of a topic without overrides.</summary>
    public TopicConfig DefaultConfig { get; } = new(new Dictionary<string, string>(), options.TopicDefaults);

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>This node's replica of a partition, or null.</summary>
    public Replica? Find(string topic, int partition) => Find(topic)?.Replica(partition);

    /// <summary>
    /// Completes when this node has, since its start, every topic that the cluster had: before that no answer may claim that one does not exist.
    /// </summary>
    public Task Completed => _completed.Task;

    /// <inheritdoc cref="Completed"/>
    public bool IsComplete => _completed.Task.IsCompleted;

    /// <summary>Waits until it is so, or the time is over.</summary>
    public Task CompletedWithin(TimeSpan timeout, TimeProvider time) => IsComplete ? Task.CompletedTask : Task.WhenAny(Completed, Task.Delay(timeout, time));

    /// <summary>The node has every topic now.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>
    /// The error for a partition of which this node has no replica: it is elsewhere, or nowhere. NOT_LEADER_OR_FOLLOWER while that is not known: clients ask
    /// who leads, and producers keep what they have numbered, which they do not after UNKNOWN_TOPIC_OR_PARTITION.
    /// </summary>
    public ErrorCode WhyAbsent(string topic, int partition) =>
        !IsComplete || (Find(topic) is { } known && (uint)partition < (uint)known.PartitionCount) ? ErrorCode.NotLeaderOrFollower : ErrorCode.UnknownTopicOrPartition;

    /// <summary>The same for a topic that is named by its id.</summary>
    public ErrorCode WhyAbsent(Guid topicId, int partition) =>
        Find(topicId) is { } known ? WhyAbsent(known.Name, partition) : IsComplete ? ErrorCode.UnknownTopicId : ErrorCode.NotLeaderOrFollower;

    /// <summary>Opens this node's replica of the cluster's own log.</summary>
    /// <param name="founds">Whether this node begins a cluster: then a new log has this node as its voter; otherwise it learns of the voters from others.</param>
    /// <exception cref="BrokerException">The folder holds partitions, but not this log.</exception>
    public Replica OpenCluster(bool founds)
    {
        IReadOnlyList<ReplicaFolder> folders = store.Folder.EnumerateReplicas();
        var partition = new TopicPartition(TopicName.Cluster, 0);
        ReplicaFolder? folder = folders.FirstOrDefault(f => f.Topic == partition.Topic && f.Partition == partition.Partition);
        if (folder is null && folders.Count > 0)
            throw new BrokerException($"the data folder '{store.Folder.Path}' holds {folders.Count} partitions but not the log {partition} that says whose they are; nothing was changed. Restore the folder replicas/{partition} (one that cannot be read is set aside under a name that ends in .damaged), or have it made again: 'vicinity data repair --data {store.Folder.Path}'") { IsOfClusterLog = true };
        folder ??= store.Prepare(partition, LeadershipTable.ClusterTopicId);
        return _clusterReplica = store.Open(folder, ConfigOf(TopicName.Cluster, InternalTopics.Cluster), founds ? [store.VoterOf(folder)] : []);
    }

    /// <summary>Settings in force for a topic with these overrides. Internal topics must not depend on what the node's settings say of other topics, above all not on a weaker flush.</summary>
    public TopicConfig ConfigOf(string name, IReadOnlyDictionary<string, string> settings) =>
        TopicName.IsInternal(name) ? new TopicConfig(settings, name == TopicName.ConsumerOffsets ? InternalTopics.ConsumerOffsetsDefaults : ImmutableSortedDictionary<string, string>.Empty) : DefaultConfig.With(settings);

    /// <summary>
    /// Brings the node in line with a change: opens replicas that it is to have from now on, and removes those that it no longer has. What the disk
    /// refuses is out of service; it does not hold up the rest.
    /// </summary>
    public void Apply(ClusterChange change)
    {
        var work = new List<PendingOpen>();
        var updates = new List<(ClusterTopic Record, Topic? Known, TopicConfig Config, Replica?[] Replicas)>();
        foreach (string name in change.Topics)
        {
            ClusterTopic? record = change.After.Topics.GetValueOrDefault(name);
            Topic? known = Find(name);
            if (known is not null && known.Id != record?.Id)
            {
                Remove(known);
                known = null;
            }

            if (record is null)
            {
                Discard(store.All.Where(r => r.Partition.Topic == name && r != _clusterReplica));
                continue;
            }

            TopicConfig config = known is not null && known.Record.Settings.SequenceEqual(record.Settings) ? known.Config : ConfigOf(name, record.Settings);
            var replicas = new Replica?[record.Partitions.Length];
            for (int p = 0; p < replicas.Length; p++) Plan(record, p, known?.Replica(p), config, replicas, work);
            updates.Add((record, known, config, replicas));
        }

        PendingOpen.RunAll(work);
        foreach ((ClusterTopic record, Topic? known, TopicConfig config, Replica?[] replicas) in updates)
        {
            if (known is not null)
            {
                known.Update(record, config, replicas);
                continue;
            }

            var topic = new Topic(record, config, replicas);
            _byId[topic.Id] = topic;
            _topics[topic.Name] = topic;
        }
    }

    /// <summary>
    /// Opens the replicas that this node has by an image that may not be committed: after a restart of all nodes the elections need not wait for
    /// that of the cluster's own log. Nothing is shown to clients, nothing removed.
    /// </summary>
    public void OpenEarly(ClusterImage uncommitted)
    {
        var work = new List<PendingOpen>();
        foreach (ClusterTopic record in uncommitted.Topics.Values)
        {
            for (int p = 0; p < record.Partitions.Length; p++)
            {
                PartitionAssignment assignment = record.Partitions[p];
                var partition = new TopicPartition(record.Name, p);
                if (assignment.On(options.NodeId) is not Voter mine || store.Find(partition) is not null || Find(record.Name)?.Replica(p) is not null) continue;
                if (FolderOf(partition, record.Id) is not { } folder || folder.Id != mine.ReplicaId) continue;
                work.Add(new PendingOpen(() => store.Open(folder, ConfigOf(record.Name, record.Settings), assignment.Moves == 0 ? assignment.Replicas : [])));
            }
        }

        PendingOpen.RunAll(work);
    }

    /// <summary>The folders of replicas that no topic of the image has on this node.</summary>
    public IReadOnlyList<ReplicaFolder> FindOrphans(ClusterImage image) =>
    [
        .. store.Folder.EnumerateReplicas().Where(f => f.Topic != TopicName.Cluster
            && !(image.TopicsById.TryGetValue(f.TopicId, out ClusterTopic? topic) && f.Partition < topic.Partitions.Length
                && (topic.Partitions[f.Partition].Replicas.IsEmpty || topic.Partitions[f.Partition].On(options.NodeId)?.ReplicaId == f.Id))),
    ];

    /// <summary>Removes folders of replicas that no topic owns.</summary>
    public void RemoveOrphans(IEnumerable<ReplicaFolder> orphans)
    {
        foreach (ReplicaFolder orphan in orphans)
        {
            var partition = new TopicPartition(orphan.Topic, orphan.Partition);
            TopicLogLines.OrphanRemoved(log, partition);
            if (store.Find(partition) is { } open && open.Id == orphan.Id) Discard([open]);
            else store.Folder.DeleteReplica(orphan.Topic, orphan.Partition);
        }
    }

    /// <summary>Closes replicas and removes their folders; what cannot be removed belongs to no topic and goes at the next start.</summary>
    public void Discard(IEnumerable<Replica> replicas)
    {
        foreach (Replica replica in replicas)
        {
            try
            {
                store.Delete(replica);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TopicLogLines.FolderNotRemoved(log, e, replica.Partition, e.Message);
            }
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
    }

    /// <summary>Finds, opens or removes this node's replica of one partition.</summary>
    private void Plan(ClusterTopic record, int p, Replica? present, TopicConfig config, Replica?[] replicas, List<PendingOpen> work)
    {
        PartitionAssignment assignment = record.Partitions[p];
        bool isOfSoleNode = assignment.Replicas.IsEmpty && IsSoleNode;
        Voter? mine = assignment.On(options.NodeId);
        var partition = new TopicPartition(record.Name, p);
        if (mine is null && !isOfSoleNode)
        {
            // One that was opened early, by what was true when this node stopped, goes as well.
            if ((present ?? store.Find(partition)) is { } gone) Discard([gone]);
            return;
        }

        if (present is not null && (isOfSoleNode || present.Id == mine!.Value.ReplicaId))
        {
            replicas[p] = present;
            return;
        }

        ReplicaFolder? folder = FolderOf(partition, record.Id);
        if (isOfSoleNode && folder is not null) mine = store.VoterOf(folder);
        if (folder is null || folder.Id != mine?.ReplicaId)
        {
            // The folders of a topic are made before the topic is recorded: one that is not there is lost.
            replicas[p] = present ?? store.Missing(partition, config);
            return;
        }

        present?.Close();
        if (store.Find(partition) is { } early && early.Id == folder.Id)
        {
            early.Config = config;
            replicas[p] = early;
            return;
        }

        IReadOnlyList<Voter> firstVoters = isOfSoleNode ? [mine.Value] : assignment.Moves == 0 ? assignment.Replicas : [];
        work.Add(new PendingOpen(() => replicas[p] = store.Open(folder, config, firstVoters)));
    }

    /// <summary>Whether the cluster is this node alone, as it was when records named no replicas.</summary>
    private bool IsSoleNode => ClusterReplica.Voters is [var only] && only.NodeId == options.NodeId;

    private ReplicaFolder? FolderOf(TopicPartition partition, Guid topicId) =>
        store.Folder.FindReplica(partition.Topic, partition.Partition) is { } folder && folder.TopicId == topicId ? folder : null;

    private void Remove(Topic topic)
    {
        _topics.TryRemove(topic.Name, out Topic? _);
        _byId.TryRemove(topic.Id, out Topic? _);
        leaders.Forget(topic.Id, topic.PartitionCount);
        Discard(topic.Replicas);
        Deleted?.Invoke(topic.Name);
    }
}
