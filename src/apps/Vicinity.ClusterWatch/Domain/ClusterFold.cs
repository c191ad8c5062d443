using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>
/// Folds what the nodes of a cluster answer into one view and one timeline. Answers may be old, contradict one another or stay out: a higher epoch wins, a node is
/// alive when it answers the watcher itself. Pure: no clock, no socket. Not thread-safe.
/// </summary>
public sealed class ClusterFold
{
    private const int MostNodes = 1000;
    private const int MissesUntilGone = 3;
    private static readonly TimeSpan s_silentAfter = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan s_refusalLasts = TimeSpan.FromSeconds(7);
    private readonly SortedDictionary<int, NodeState> _nodes = [];
    private readonly SortedDictionary<string, TopicState> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _goneTopics = [];
    private string? _clusterId;
    private int _controller = -1;
    private int _controllerEpoch = -1;
    private bool _tellsLag;

    /// <summary>What happened.</summary>
    public Timeline Timeline { get; } = new();

    /// <summary>Where each known node listens.</summary>
    public IEnumerable<(int Node, BrokerAddress Address)> Addresses => _nodes.Values.Where(n => n.Address is not null).Select(n => (n.Id, n.Address!.Value));

    /// <summary>Which events to ask a node for.</summary>
    public (Guid RunId, long From) EventsWanted(int node) => _nodes.TryGetValue(node, out NodeState? state) ? (state.RunId, state.NextEvent) : (Guid.Empty, 0);

    /// <summary>The partitions that a node leads, as far as is known.</summary>
    public IReadOnlyList<TopicPartition> LedBy(int node) =>
        [.. _topics.Values.SelectMany(t => t.Partitions.Select((p, i) => (p.Leader, Partition: new TopicPartition(t.Name, i)))).Where(p => p.Leader == node).Select(p => p.Partition)];

    /// <summary>Takes what came of asking a node.</summary>
    public void Take(NodeReport report)
    {
        if (report.Topology is { } topology) Take(topology, report.NodeId >= 0 && report.Events is null, report.Time);
        if (report.NodeId < 0 || Node(report.NodeId) is not { } node) return;
        switch (report.Outcome)
        {
            case NodeOutcome.Answered:
                if (node.Status is NodeStatus.Away or NodeStatus.Silent)
                    Timeline.Take(new(ClusterEventKind.NodeBack) { NodeId = node.Id, Time = report.Time, Duration = report.Time - node.Since });
                node.LastAnswer = report.Time;
                node.Become(NodeStatus.Alive, report.Time);
                break;
            case NodeOutcome.Refused:
                Lose(node, NodeStatus.Away, report.Time, null);
                break;
        }

        if (report.Events is { } events) Take(node, events, report.Time);
        if (report.LogDirs is { } folders) node.Take(folders, report.Time);
        foreach ((TopicPartition partition, QuorumDescription quorum) in report.Quorums ?? new Dictionary<TopicPartition, QuorumDescription>()) Take(partition, quorum, report.NodeId, report.Time);
    }

    /// <summary>Notes that a node owes an answer: after a while it counts as silent.</summary>
    public void Await(int node, DateTimeOffset asked, DateTimeOffset now)
    {
        if (_nodes.TryGetValue(node, out NodeState? state) && state.Status == NodeStatus.Alive && now - asked > s_silentAfter) Lose(state, NodeStatus.Silent, now, "it does not answer");
    }

    /// <summary>The cluster at this moment.</summary>
    public ClusterView View(DateTimeOffset now)
    {
        PartitionView[] partitions = [.. _topics.Values.OrderBy(t => t.IsInternal).SelectMany(t => t.Partitions.Select((p, i) => View(t, i, p, now)))];
        ILookup<int, PartitionView> led = partitions.Where(p => p.Leader >= 0).ToLookup(p => p.Leader);
        Dictionary<int, int> held = partitions.SelectMany(p => p.Replicas).CountBy(r => r.Node).ToDictionary();
        bool isControllerThere = _nodes.TryGetValue(_controller, out NodeState? controller) && controller.Status is NodeStatus.Alive or NodeStatus.Unknown;
        NodeView[] nodes = [.. _nodes.Values.Select(n => View(n, led[n.Id], held.GetValueOrDefault(n.Id), isControllerThere && n.Id == _controller))];
        return new ClusterView
        {
            Now = now.ToUnixTimeMilliseconds(),
            ClusterId = _clusterId,
            Controller = isControllerThere ? _controller : -1,
            TellsLag = _tellsLag,
            Health = Health(nodes, partitions),
            Nodes = nodes,
            Partitions = partitions,
            RecordsPerSecond = Math.Round(partitions.Where(p => !p.IsInternal).Sum(p => p.RecordsPerSecond), 1),
        };
    }

    private static ClusterHealth Health(NodeView[] nodes, PartitionView[] partitions)
    {
        if (!Array.Exists(nodes, n => n.Status == NodeStatus.Alive)) return ClusterHealth.Unreachable;
        if (Array.Exists(partitions, p => p.Status is PartitionStatus.NoLeader or PartitionStatus.ReadOnly)) return ClusterHealth.Critical;
        return Array.Exists(nodes, n => n.Status is NodeStatus.Away or NodeStatus.Silent) || Array.Exists(partitions, p => p.Status != PartitionStatus.Ok) ? ClusterHealth.Degraded : ClusterHealth.Ok;
    }

    private NodeState? Node(int id)
    {
        if (_nodes.TryGetValue(id, out NodeState? node)) return node;
        if (id < 0 || _nodes.Count >= MostNodes) return null;
        return _nodes[id] = new NodeState(id);
    }

    private void Lose(NodeState node, NodeStatus status, DateTimeOffset now, string? reason)
    {
        if (node.Status == status) return;
        if (node.Status == NodeStatus.Alive) Timeline.Take(new(ClusterEventKind.NodeLost) { NodeId = node.Id, Time = now, Detail = reason });
        node.Become(status, now);
    }

    /// <param name="topology">What a node knows.</param>
    /// <param name="isAll">Whether that is all that the node tells: then changes in it are the events.</param>
    /// <param name="now">The moment.</param>
    private void Take(ClusterTopology topology, bool isAll, DateTimeOffset now)
    {
        _clusterId = topology.ClusterId ?? _clusterId;
        if (topology.ControllerId >= 0)
        {
            // Events tell the controller with its epoch; where there are none, what nodes say is all there is.
            if (isAll && _controllerEpoch < 0 && _controller >= 0 && _controller != topology.ControllerId)
                Timeline.Take(new(ClusterEventKind.ControllerElected) { NodeId = topology.ControllerId, Time = now });
            if (_controllerEpoch < 0 || !(_nodes.TryGetValue(_controller, out NodeState? known) && known.Status == NodeStatus.Alive)) _controller = topology.ControllerId;
        }

        foreach (ClusterNode told in topology.Nodes)
            if (Node(told.Id) is { } node) node.Address = told.Address;
        foreach (TopicDescription told in topology.Topics) Take(told, now);
        // A node that has replicas and that nobody names was away before anybody looked. Who has just started may not know all yet.
        foreach (NodeState node in _nodes.Values.Where(n => n.Address is null && n.Status == NodeStatus.Unknown))
            if (++node.NotNamed >= MissesUntilGone) node.Become(NodeStatus.Away, now);
        var named = topology.Topics.Select(t => t.Name).ToHashSet();
        foreach (TopicState topic in _topics.Values.Where(t => !named.Contains(t.Name)).ToArray())
        {
            if (++topic.Missed < MissesUntilGone) continue;
            _topics.Remove(topic.Name);
            _goneTopics.Add(topic.Id);
            if (!_tellsLag) Timeline.Take(new(ClusterEventKind.TopicDeleted) { Topic = topic.Name, Time = now });
        }
    }

    private void Take(TopicDescription told, DateTimeOffset now)
    {
        if (told.Partitions.Count == 0 || (told.Id != Guid.Empty && _goneTopics.Contains(told.Id))) return;
        if (_topics.TryGetValue(told.Name, out TopicState? topic) && topic.Id != told.Id)
        {
            _goneTopics.Add(topic.Id);
            topic = null;
        }

        topic ??= _topics[told.Name] = new TopicState(told.Name, told.Id, told.IsInternal);
        topic.Missed = 0;
        topic.Grow(told);
        for (int i = 0; i < Math.Min(topic.Partitions.Count, told.Partitions.Count); i++)
        {
            PartitionState partition = topic.Partitions[i];
            foreach (int replica in told.Partitions[i].Replicas) Node(replica);
            (bool elected, int before) = partition.Take(told.Partitions[i], now);
            if (elected) TellElection(new TopicPartition(told.Name, i), partition, before, now);
        }
    }

    private void Take(TopicPartition where, QuorumDescription quorum, int teller, DateTimeOffset now)
    {
        _tellsLag = true;
        if (!_topics.TryGetValue(where.Topic, out TopicState? topic) || (uint)where.Partition >= (uint)topic.Partitions.Count) return;
        PartitionState partition = topic.Partitions[where.Partition];
        if (quorum.LeaderId != teller)
        {
            // It leads no more: it may have heard who does, and knows nothing of the others' progress.
            int last = partition.Leader;
            if (quorum.LeaderId < 0 || quorum.LeaderEpoch <= partition.Epoch) return;
            partition.Take(quorum.LeaderId, quorum.LeaderEpoch, now);
            TellElection(where, partition, last, now);
            return;
        }

        long acknowledged = partition.Acknowledged;
        (bool elected, int before) = partition.Take(quorum, now);
        if (elected) TellElection(where, partition, before, now);
        long end = quorum.Voters.FirstOrDefault(v => v.NodeId == quorum.LeaderId)?.LogEnd ?? -1;
        if (acknowledged >= 0 && end >= 0 && quorum.LeaderEpoch == partition.Epoch) Timeline.Measured(where, quorum.LeaderEpoch, Math.Max(0, acknowledged - end));
    }

    private void TellElection(TopicPartition where, PartitionState partition, int before, DateTimeOffset now) => Timeline.Take(new(ClusterEventKind.LeaderElected)
    {
        Topic = where.Topic,
        Partition = where.Partition,
        NodeId = partition.Leader,
        OtherNodeId = before == partition.Leader ? -1 : before,
        Epoch = partition.Epoch,
        Time = now,
    });

    private void Take(NodeState node, NodeEvents events, DateTimeOffset now)
    {
        _tellsLag = true;
        (node.RunId, node.NextEvent) = (events.RunId, events.Next);
        foreach (ClusterEvent told in events.Events)
        {
            // In the watcher's clock: clocks of nodes differ.
            ClusterEvent what = told with { Time = now - (events.Now - told.Time) };
            if (what.Kind == ClusterEventKind.ControllerElected && what.NodeId >= 0 && what.Epoch >= _controllerEpoch) (_controller, _controllerEpoch) = (what.NodeId, what.Epoch);
            if (what.Kind == ClusterEventKind.LeaderElected && Find(what) is { } elected && elected.Epoch < what.Epoch)
            {
                if (what.OtherNodeId < 0 && elected.Leader != what.NodeId) what = what with { OtherNodeId = elected.Leader };
                elected.Take(what.NodeId, what.Epoch, what.Time);
            }

            if (what.Kind == ClusterEventKind.WriteRefused && Find(what) is { } refusing) refusing.RefusesUntil = what.Time + s_refusalLasts;
            Timeline.Take(what);
        }
    }

    private PartitionState? Find(ClusterEvent what) =>
        what.Topic is not null && _topics.TryGetValue(what.Topic, out TopicState? topic) && (uint)what.Partition < (uint)topic.Partitions.Count ? topic.Partitions[what.Partition] : null;

    private bool IsGone(int node) => _nodes.TryGetValue(node, out NodeState? state) && state.Status is NodeStatus.Away or NodeStatus.Silent;

    private PartitionView View(TopicState topic, int index, PartitionState p, DateTimeOffset now)
    {
        bool isLed = p.Leader >= 0 && !IsGone(p.Leader);
        ReplicaView[] replicas = ReplicaViews.Of(p, isLed, IsGone);
        int voters = replicas.Count(r => r.Role != ReplicaRole.Observer);
        int inSync = replicas.Count(r => r.InSync && r.Role != ReplicaRole.Observer);
        PartitionStatus status = !isLed ? PartitionStatus.NoLeader
            : now < p.RefusesUntil || (_tellsLag && inSync < voters / 2 + 1) ? PartitionStatus.ReadOnly
            : inSync < voters ? PartitionStatus.UnderReplicated : PartitionStatus.Ok;
        return new PartitionView
        {
            Topic = topic.Name,
            Partition = index,
            IsInternal = topic.IsInternal,
            Status = status,
            Leader = isLed ? p.Leader : -1,
            Epoch = p.Epoch,
            HighWatermark = p.HighWatermark,
            RecordsPerSecond = isLed ? Math.Round(p.RecordsPerSecond, 1) : 0,
            ElectedAt = p.ElectedAt?.ToUnixTimeMilliseconds(),
            Replicas = replicas,
        };
    }

    private static NodeView View(NodeState n, IEnumerable<PartitionView> led, int held, bool isController) => new()
    {
        Id = n.Id,
        Address = n.Address?.ToString(),
        Status = n.Status,
        Since = n.Since == default ? 0 : n.Since.ToUnixTimeMilliseconds(),
        Leads = led.Count(),
        Replicas = held,
        RecordsPerSecond = Math.Round(led.Sum(p => p.RecordsPerSecond), 1),
        BytesPerSecond = n.BytesPerSecond is { } rate ? Math.Round(rate) : null,
        LogBytes = n.LogBytes,
        DiskFree = n.DiskFree,
        DiskTotal = n.DiskTotal,
        IsController = isController,
    };
}
