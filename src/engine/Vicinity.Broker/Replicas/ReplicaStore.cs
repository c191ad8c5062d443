using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Opens and creates the node's replicas. Opening begins a new epoch: the vote is on disk before the marker of the epoch is, and the marker
/// before anything is served (rules D1, D4 and E7 of the quorum's specification; a quorum of one elects itself at once).
/// </summary>
internal sealed class ReplicaStore(DataFolder folder, BrokerOptions options, FlushLoop flushLoop, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_readersGrace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TopicPartition, Replica> _open = new();
    private readonly Lock _preparing = new();

    /// <summary>Folder, lock and vote journal of the node.</summary>
    public DataFolder Folder => folder;

    /// <summary>Told of each change of leadership; set before replicas are opened.</summary>
    public ILeadershipObserver? Observer { get; set; }

    /// <summary>All open replicas. A snapshot is not taken: those opened or closed meanwhile may or may not be seen.</summary>
    public IEnumerable<Replica> All => _open.Values;

    /// <summary>The open replica of a partition on this node, or null.</summary>
    public Replica? Find(TopicPartition partition) => _open.GetValueOrDefault(partition);

    /// <summary>This node as a voter with the uuid of that folder.</summary>
    public Voter VoterOf(ReplicaFolder replica) => new(options.NodeId, replica.Id);

    /// <summary>
    /// Makes the folder of a replica with a uuid of its own, on disk when it returns. One that is there for the same topic id is kept; one of
    /// another topic under that name is deleted first, closed if need be.
    /// </summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public ReplicaFolder Prepare(TopicPartition partition, Guid topicId)
    {
        lock (_preparing)
        {
            if (folder.FindReplica(partition.Topic, partition.Partition) is { } known && known.TopicId == topicId) return known;
            if (Find(partition) is Replica open) Delete(open);
            else folder.DeleteReplica(partition.Topic, partition.Partition);
            return folder.CreateReplica(partition.Topic, topicId, partition.Partition);
        }
    }

    /// <summary>
    /// Opens a replica, as Unattached; a sole voter leads before this returns. One whose acknowledged records are damaged is out of
    /// service; its files are left as they are.
    /// </summary>
    /// <param name="replica">Its folder.</param>
    /// <param name="config">Settings of its topic.</param>
    /// <param name="firstVoters">The partition's first voter set, if this replica is one of it; none for a newcomer. Of no meaning when the log was begun before.</param>
    public Replica Open(ReplicaFolder replica, TopicConfig config, IReadOnlyList<Voter> firstVoters) => Open(replica, config);

    /// <summary>Makes the folder of a new replica whose only voter is this node, and opens it.</summary>
    /// <exception cref="IOException">The disk does not take it; nothing of it is left.</exception>
    public Replica Create(TopicPartition partition, Guid topicId, TopicConfig config)
    {
        ReplicaFolder made = folder.CreateReplica(partition.Topic, topicId, partition.Partition);
        try
        {
            return OpenLog(made, config);
        }
        catch
        {
            folder.DeleteReplica(partition.Topic, partition.Partition);
            throw;
        }
    }

    /// <summary>A replica that should be on disk and is not: out of service, so that readers are not told that it is empty.</summary>
    public Replica Missing(TopicPartition partition, TopicConfig config)
    {
        var lost = new BrokerException($"the folder {partition} in '{folder.Path}/replicas' is missing, or was set aside as unreadable under a name that ends in .damaged");
        BrokerLog.ReplicaFailed(log, lost, partition, lost.Message);
        return Replica.OutOfService(partition, Guid.Empty, lost, config, flushLoop);
    }

    /// <summary>Opens a replica that is on disk. One whose acknowledged records are damaged is out of service; its files are left as they are.</summary>
    public Replica Open(ReplicaFolder replica, TopicConfig config)
    {
        try
        {
            return OpenLog(replica, config);
        }
        catch (Exception e) when (e is LogDamagedException or LogFailedException or IOException)
        {
            var partition = new TopicPartition(replica.Topic, replica.Partition);
            BrokerLog.ReplicaFailed(log, e, partition, e.Message);
            return Replica.OutOfService(partition, replica.Id, e, config, flushLoop);
        }
    }

    private Replica OpenLog(ReplicaFolder replica, TopicConfig config)
    {
        VoteJournal votes = folder.Votes;
        PartitionLog partitionLog = PartitionLog.Open(folder.FileSystem, replica.Path, OptionsOf(config), votes.BoundOf(replica.Id), time);
        try
        {
            VoteRecord? vote = votes.VoteOf(replica.Id);
            int epoch = Math.Max(vote?.Epoch ?? 0, partitionLog.LastEpoch) + 1;
            var self = new Voter(options.NodeId, replica.Id);
            votes.Record(replica.Id, new VoteRecord(epoch, self));
            IReadOnlyList<Voter> voters = partitionLog.Voters.Count > 0 ? partitionLog.Voters : [self];
            partitionLog.AppendMarker(epoch, options.NodeId, voters, time.GetUtcNow().ToUnixTimeMilliseconds());
            partitionLog.Sync();
            var partition = new TopicPartition(replica.Topic, replica.Partition);
            if (partitionLog.RecoveryReport is { IsClean: false } report) BrokerLog.ReplicaRecovered(log, partition, report.ToString());
            return _open[partition] = new Replica(partition, replica.TopicId, self, partitionLog, epoch, config, flushLoop);
        }
        catch
        {
            partitionLog.Dispose();
            throw;
        }
    }

    /// <summary>Closes the replica and removes its folder.</summary>
    public void Delete(Replica replica)
    {
        replica.Retire();
        _open.TryRemove(new KeyValuePair<TopicPartition, Replica>(replica.Partition, replica));
        folder.DeleteReplica(replica.Partition.Topic, replica.Partition.Partition);
        // A Fetch answer that has promised records reads them from the open file, also after its name is gone.
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                replica.Close();
                timer?.Dispose();
            },
            null,
            s_readersGrace,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>The log's options for a topic's settings.</summary>
    public static LogOptions OptionsOf(TopicConfig config) => new()
    {
        SegmentBytes = config.SegmentBytes,
        SegmentAge = TimeSpan.FromMilliseconds(Math.Min(config.SegmentMs, (long)TimeSpan.FromDays(36500).TotalMilliseconds)),
        IndexIntervalBytes = config.IndexIntervalBytes,
        // max.message.bytes is checked before the append; a log that bounds it too would take a change of the setting in between for a fault.
        MaxBatchBytes = LogOptions.MaxEntryBytes,
    };
}
