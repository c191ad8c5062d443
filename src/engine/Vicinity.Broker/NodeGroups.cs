using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The consumer groups of this node: coordinator, log and handlers put together. The node coordinates all groups while it leads the log of groups: it
/// reads the log when it has become the leader and knows what is committed, and forgets the groups when it no longer leads.
/// </summary>
internal sealed class NodeGroups : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly NodeCluster _cluster;
    private readonly GroupLog _groupLog;
    private readonly ILogger _log;
    private readonly Lock _following = new();
    private int _isDue;
    private int _loadedEpoch = -1;
    private int _loadedRevivals;
    private volatile bool _stopped;

    public NodeGroups(NodeCluster cluster, BrokerOptions options, TimeProvider time, ILogger log)
    {
        _cluster = cluster;
        _log = log;
        var settings = new GroupSettings
        {
            MinSessionTimeoutMs = (int)options.GroupMinSessionTimeout.TotalMilliseconds,
            MaxSessionTimeoutMs = (int)options.GroupMaxSessionTimeout.TotalMilliseconds,
            InitialRebalanceDelayMs = (int)options.GroupInitialRebalanceDelay.TotalMilliseconds,
            OffsetsRetentionMs = (long)options.OffsetsRetention.TotalMilliseconds,
        };
        _groupLog = new GroupLog(cluster.Topics, time);
        Coordinator = new GroupCoordinator(settings, _groupLog, PartitionExists, time, log);
        cluster.News.Changed += LeadershipChanged;
        cluster.Topics.Deleted += ForgetTopic;
        if (_groupLog.Replica is { } replica && (replica.Failure is not null || replica.LeadsWithCurrentHighWatermark))
        {
            _loadedEpoch = replica.Epoch;
            Coordinator.Load();
        }
        else
        {
            Coordinator.Unload();
            Follow();
        }
    }

    /// <summary>The groups themselves.</summary>
    public GroupCoordinator Coordinator { get; }

    /// <summary>Adds the handlers of all group APIs.</summary>
    public void AddHandlers(HandlerTable table, ClusterDirectory directory)
    {
        table.Add(new OffsetCommitHandler(Coordinator));
        table.Add(new OffsetFetchHandler(Coordinator));
        table.Add(new FindCoordinatorHandler(directory, Coordinator));
        table.Add(new JoinGroupHandler(Coordinator));
        table.Add(new HeartbeatHandler(Coordinator));
        table.Add(new LeaveGroupHandler(Coordinator));
        table.Add(new SyncGroupHandler(Coordinator));
        table.Add(new DescribeGroupsHandler(Coordinator));
        table.Add(new ListGroupsHandler(Coordinator));
        table.Add(new DeleteGroupsHandler(Coordinator));
        table.Add(new OffsetDeleteHandler(Coordinator));
    }

    public void Dispose()
    {
        _stopped = true;
        _cluster.News.Changed -= LeadershipChanged;
        _cluster.Topics.Deleted -= ForgetTopic;
        Coordinator.Dispose();
    }

    private bool PartitionExists(Model.TopicPartition partition) => _cluster.Topics.Find(partition.Topic) is { } topic && (uint)partition.Partition < (uint)topic.PartitionCount;

    private void ForgetTopic(string name)
    {
        if (Coordinator.ServiceError == ErrorCode.None) _ = Coordinator.ForgetTopicAsync(name);
    }

    private void LeadershipChanged(Replica replica)
    {
        if (replica.Partition.Topic == TopicName.ConsumerOffsets) Follow();
    }

    private void Follow()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0) _ = Task.Run(FollowAsync);
    }

    private async Task FollowAsync()
    {
        while (!_stopped)
        {
            Volatile.Write(ref _isDue, 0);
            if (Settle()) return;
            await Task.Delay(s_pause).ConfigureAwait(false);
        }
    }

    /// <summary>Loads or unloads as the leadership of the log of groups has it.</summary>
    /// <returns>Whether it is settled; otherwise an election is under way, or it is not known yet what is committed.</returns>
    private bool Settle()
    {
        lock (_following)
        {
            Replica? replica = _groupLog.Replica;

            // A leader that changes its voters is a candidate of the next epoch for a moment, and there is no leader in between.
            if (_loadedEpoch >= 0 && replica is { Leadership.IsChanging: true }) return false;
            if (replica is not { Role: QuorumRole.Leader })
            {
                if (_loadedEpoch >= 0 && replica?.Failure is null) Coordinator.Unload();
                if (replica?.Failure is null) _loadedEpoch = -1;
                return true;
            }

            int epoch = replica.Epoch;
            if (_loadedEpoch >= 0 && replica.Revivals != _loadedRevivals)
            {
                // The log was opened again: what was appended and not acknowledged before may be in it, or not.
                Coordinator.Unload();
                _loadedEpoch = -1;
            }

            if (_loadedEpoch >= 0 && epoch - _loadedEpoch <= 1)
            {
                _loadedEpoch = epoch;
                return true;
            }

            // Offsets of a topic that is not known yet would be refused as those of one that does not exist.
            if (!_cluster.KnowsAll) Coordinator.AwaitLoad();
            if (!_cluster.KnowsAll || !replica.LeadsWithCurrentHighWatermark) return false;
            try
            {
                Coordinator.Load();
                _loadedEpoch = epoch;
                _loadedRevivals = replica.Revivals;
            }
            catch (BrokerException e)
            {
                GroupEvents.NotLoaded(_log, e, e.Message);
            }

            return true;
        }
    }
}
