using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// This node's part of its cluster, put together: its replica of the cluster's own log and the image that follows from it, topics and peers brought in line with
/// the image, the table of leaders, and the controller, which works where that log is led.
/// </summary>
internal sealed class NodeCluster : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_sweep = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_learn = TimeSpan.FromMilliseconds(50);

    private readonly ReplicaStore _store;
    private readonly PeerNetwork _peers;
    private readonly ClusterEvents _events;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly VoterUpkeep _voters;
    private readonly NodeHeartbeat _heartbeat;
    private readonly ControllerUpkeep _upkeep;
    private readonly CancellationTokenSource _stopping = new();
    private HashSet<Guid> _suspects = [];
    private ITimer? _timer;
    private long _lastBeat;
    private long _lastSweep;
    private int _controllerEpoch = -1;

    /// <summary>Opens this node's replica of the cluster's own log, and all replicas that the node has by it.</summary>
    /// <param name="store">The replicas of the node.</param>
    /// <param name="peers">Connections to the other nodes.</param>
    /// <param name="events">Gets elections and losses.</param>
    /// <param name="options">Settings.</param>
    /// <param name="entry">How the node entered its cluster, and the nodes that it knows there.</param>
    /// <param name="time">Source of time.</param>
    /// <param name="log">The node's log.</param>
    /// <exception cref="BrokerException">The log cannot be used.</exception>
    public NodeCluster(ReplicaStore store, PeerNetwork peers, ClusterEvents events, BrokerOptions options, NodeEntry entry, TimeProvider time, ILogger log)
    {
        _store = store;
        _peers = peers;
        _events = events;
        _options = options;
        _time = time;
        _log = log;
        Leaders = new LeadershipTable();
        Topics = new TopicRegistry(store, Leaders, options, log);
        News = new LeaderNews(Leaders, peers, store, options);
        store.Observer = News;
        News.Changed += NoteController;
        News.Changed += new LeadershipEvents(events, options.NodeId, time).Note;
        try
        {
            Replica replica = Topics.OpenCluster(entry.Founds);
            if (replica.Failure is Exception failure) throw new BrokerException($"the log of the cluster, {replica.Partition}, cannot be used: {failure.Message}. A node that is alone is repaired by 'vicinity data repair --data {store.Folder.Path}'", failure) { IsOfClusterLog = failure is LogDamagedException };
            News.LeadershipChanged(replica);
            var records = new KeyedLog(replica, time);
            Follower = new ClusterFollower(replica, records, Apply, log);
            Local = new LocalCluster(store, Topics, Follower, Leaders, peers, options);
            Elections = new PreferredElections(Topics, Leaders, peers, options.NodeId);
            var calls = new NodeCalls(options.NodeId, peers, Local);
            var watch = new NodeWatch(events, options, time, log);
            var changes = new ClusterChanges(Follower, records, replica, Leaders, calls, watch, options);
            var moves = new ReplicaMoves(changes, watch, Topics, Leaders, calls, events, options, log);
            Controller = new ClusterController(changes, watch, moves, Local, calls, events, options, log);
            _upkeep = new ControllerUpkeep(changes, watch, new ClusterVoterUpkeep(changes, watch, replica, options, log), moves, new LeaderUpkeep(changes, watch, Leaders, Elections, options, log), log);
            ProducerIds = new ProducerIds(Controller, peers, options, log);
            _voters = new VoterUpkeep(Topics, options);
            _heartbeat = new NodeHeartbeat(Controller, Follower, Topics, peers, options, entry.ClusterId, log);
            peers.Connected += News.TellAll;
            peers.Lost += Controller.ConnectionLost;
            Follower.Open();
            OpenRest(replica);
            foreach (Membership.MemberAddress node in entry.Nodes) peers.Register(node.NodeId, node.Host, node.Port);
            if (entry.LeaderId >= 0 && entry.LeaderId != options.NodeId) replica.LearnLeader(entry.LeaderId, entry.LeaderEpoch);
        }
        catch
        {
            Follower?.Dispose();
            Topics.Dispose();
            throw;
        }
    }

    /// <summary>Whether this node has known, since its start, all that the controller knew: before that a topic that it does not know may well exist.</summary>
    public bool KnowsAll => Topics.IsComplete;

    public TopicRegistry Topics { get; }

    public LeadershipTable Leaders { get; }

    public ClusterFollower Follower { get; }

    public ClusterController Controller { get; }

    public LocalCluster Local { get; }

    public PreferredElections Elections { get; }

    public LeaderNews News { get; }

    public ProducerIds ProducerIds { get; }

    /// <summary>Registers this node with the cluster, now that it listens, and begins its periodic work.</summary>
    /// <param name="host">Host for others, or empty: the address that they see.</param>
    /// <param name="port">The port.</param>
    public void Start(string host, int port)
    {
        _peers.Listens(host, port);
        _heartbeat.Listens(host, port);
        _lastBeat = _lastSweep = _time.GetTimestamp();
        _ = LearnAllAsync();
        _timer = _time.CreateTimer(_ => Tick(), null, s_tick, s_tick);
    }

    /// <summary>Stops the periodic work. The replicas stay open.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Cancel();
        _peers.Connected -= News.TellAll;
        _peers.Lost -= Controller.ConnectionLost;
        Follower.Dispose();
        News.Dispose();
        Controller.Dispose();
        ProducerIds.Dispose();
    }

    /// <summary>What the committed part of the log did not open: folders that no topic owns go, and after a restart of a cluster the rest is opened early.</summary>
    private void OpenRest(Replica replica)
    {
        bool isSole = replica.Voters is [var only] && only.NodeId == _options.NodeId;
        if (!isSole)
        {
            ClusterImage uncommitted = Follower.ReadUncommitted();

            // While no node's address is known, nothing new is committed here that might be applied at the same time.
            Topics.OpenEarly(uncommitted);
            foreach (ClusterNode node in uncommitted.Nodes.Values) _peers.Register(node.Id, node.Host, node.Port);
            return;
        }

        if (Controller.HasApplied(Follower.Applied)) Topics.Complete();
        Topics.RemoveOrphans(Topics.FindOrphans(Follower.Image));
        if (Topics.Find(TopicName.ConsumerOffsets) is not null || !Controller.IsHere) return;
        var offsets = new NewTopic(TopicName.ConsumerOffsets, 1, 1, null, InternalTopics.ConsumerOffsets);
        ChangeOutcome made = Controller.CreateAsync([offsets], validateOnly: false, TimeSpan.FromSeconds(1)).GetAwaiter().GetResult()[0].Outcome;
        if (!made.IsDone) throw new BrokerException($"cannot make the internal topic {TopicName.ConsumerOffsets}: {made.Message}");
    }

    /// <summary>Registers and asks the controller at short intervals until this node has all that the controller has: its clients wait for it.</summary>
    private async Task LearnAllAsync()
    {
        try
        {
            do
            {
                await _heartbeat.BeatAsync(_stopping.Token).ConfigureAwait(false);
                if (KnowsAll) return;
                await Task.Delay(s_learn, _time, _stopping.Token).ConfigureAwait(false);
            }
            while (true);
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
    }

    private void Apply(ClusterChange change)
    {
        foreach (ClusterNode node in change.After.Nodes.Values.Where(n => change.Before.Nodes.GetValueOrDefault(n.Id) != n)) _peers.Register(node.Id, node.Host, node.Port);
        Topics.Apply(change);
        bool isNews = false;
        foreach (string name in change.Topics)
        {
            if (Topics.Find(name) is not Topic topic) continue;
            foreach (Replica replica in topic.Replicas)
            {
                if (replica.LeaderId >= 0) isNews |= Leaders.Learn(replica.TopicId, replica.Partition.Partition, replica.Epoch, replica.LeaderId, replica.LeadsWithCurrentHighWatermark ? [.. replica.Voters] : ImmutableArray<Voter>.Empty);
                else if (replica.Failure is null && Leaders.Find(replica.TopicId, replica.Partition.Partition) is { } known && known.LeaderId != _options.NodeId && known.Epoch >= replica.Epoch) replica.LearnLeader(known.LeaderId, known.Epoch);
            }
        }

        if (isNews) Leaders.Pulse();
    }

    private void Tick()
    {
        try
        {
            // A node that can store nothing counts as lost: its replicas are made again on others.
            if (_store.EndOfWrites is null && _time.GetElapsedTime(_lastBeat) >= _options.HeartbeatInterval)
            {
                _lastBeat = _time.GetTimestamp();
                _ = _heartbeat.BeatAsync(_stopping.Token);
            }

            if (News.HasUntold) News.TellCommitted();
            _voters.Tend();
            _ = _upkeep.RunAsync();
            if (_time.GetElapsedTime(_lastSweep) >= s_sweep)
            {
                _lastSweep = _time.GetTimestamp();
                Sweep();
            }
        }
#pragma warning disable CA1031 // an exception in a timer would end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            ControllerLogLines.UpkeepFailed(_log, e);
        }
    }

    /// <summary>Removes folders that no topic owns, when they were so at the last look too: a folder that was just prepared is about to be owned.</summary>
    private void Sweep()
    {
        if (!_heartbeat.IsCaughtUp || _store.EndOfWrites is not null) return;
        IReadOnlyList<ReplicaFolder> orphans = Topics.FindOrphans(Follower.Image);
        Topics.RemoveOrphans(orphans.Where(o => _suspects.Contains(o.Id)));
        _suspects = [.. orphans.Select(o => o.Id)];
    }

    private void NoteController(Replica replica)
    {
        if (replica.TopicId != LeadershipTable.ClusterTopicId || replica.Role != QuorumRole.Leader || replica.Voters.Count < 2 || replica.Epoch == Interlocked.Exchange(ref _controllerEpoch, replica.Epoch)) return;
        ControllerLogLines.BecameController(_log, replica.Epoch);
        _events.Record(new(ClusterEventKind.ControllerElected) { NodeId = _options.NodeId, Epoch = replica.Epoch });
    }
}
