namespace Vicinity.Membership;

/// <summary>
/// Which nodes of the cluster are alive, as their controller sees it: heartbeats and broken connections in, lost and back out. Pure: the caller
/// brings the time (milliseconds of a monotonic clock, never going back) and looks again at <see cref="NextDeadline"/>. A watcher that stood
/// still itself (a stopped process, an overloaded machine) hears none: once per silence it gives all nodes the lost time back before
/// it marks one as lost. Not thread-safe.
/// </summary>
public sealed class NodeLiveness(LivenessTimers timers)
{
    private readonly SortedDictionary<int, Node> _nodes = [];

    /// <summary>All nodes that are watched, in order.</summary>
    public IEnumerable<int> Nodes => _nodes.Keys;

    /// <summary>Nodes that are not lost, in order.</summary>
    public IEnumerable<int> Alive => _nodes.Where(n => n.Value.IsAlive).Select(n => n.Key);

    /// <summary>When <see cref="Tick"/> is due; <see cref="long.MaxValue"/> when no node can become lost.</summary>
    public long NextDeadline => _nodes.Values.Where(n => n.IsAlive).Select(n => n.Deadline(timers)).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>Whether the node is watched and not lost.</summary>
    public bool IsAlive(int nodeId) => _nodes.TryGetValue(nodeId, out Node? node) && node.IsAlive;

    /// <summary>When the node was called lost; null when it is alive or not watched.</summary>
    public long? LostSince(int nodeId) => _nodes.TryGetValue(nodeId, out Node? node) && !node.IsAlive ? node.Since : null;

    /// <summary>Watches a node that is known from elsewhere (a new controller reads the nodes from the log) without an event.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="isAlive">Whether it counted as alive: then it has the whole time from now on to be heard.</param>
    /// <param name="now">The time.</param>
    public void Watch(int nodeId, bool isAlive, long now) => _nodes[nodeId] = new Node { IsAlive = isAlive, Heard = now, Since = now };

    /// <summary>Stops watching a node.</summary>
    public void Forget(int nodeId) => _nodes.Remove(nodeId);

    /// <summary>Takes a heartbeat.</summary>
    /// <returns>What that changes: joined or back; null when the node was alive.</returns>
    public LivenessChange? Heard(int nodeId, long now)
    {
        if (!_nodes.TryGetValue(nodeId, out Node? node))
        {
            _nodes[nodeId] = new Node { IsAlive = true, Heard = now, Since = now };
            return new LivenessChange(nodeId, LivenessChangeKind.Joined, 0);
        }

        LivenessChange? change = node.IsAlive ? null : new LivenessChange(nodeId, LivenessChangeKind.Back, now - node.Since);
        if (change is not null) node.Since = now;
        node.IsAlive = true;
        node.Heard = now;
        node.Disconnected = null;
        node.WasGivenTime = false;
        return change;
    }

    /// <summary>Takes note that the connection to a node broke or was refused; the first of several counts.</summary>
    public void ConnectionLost(int nodeId, long now)
    {
        if (_nodes.TryGetValue(nodeId, out Node? node) && node.IsAlive) node.Disconnected ??= now;
    }

    /// <summary>Marks nodes as lost that were silent for too long; none when it is not time.</summary>
    public IReadOnlyList<LivenessChange> Tick(long now)
    {
        long deadline = NextDeadline;
        if (now < deadline) return [];
        if (now - deadline > timers.StandstillMs) GiveTime(now - deadline);
        var lost = new List<LivenessChange>();
        foreach ((int id, Node node) in _nodes)
        {
            if (!node.IsAlive || now < node.Deadline(timers)) continue;
            node.IsAlive = false;
            node.Since = now;
            lost.Add(new LivenessChange(id, LivenessChangeKind.Lost, now - node.LastHeard));
        }

        return lost;
    }

    /// <summary>What was sent to us while we stood still lies in our sockets: give it the time to be read.</summary>
    private void GiveTime(long standstill)
    {
        foreach (Node node in _nodes.Values.Where(n => n.IsAlive && !n.WasGivenTime))
        {
            node.WasGivenTime = true;
            node.Extra = standstill + timers.LostAfterDisconnectMs;
        }
    }

    private sealed class Node
    {
        private long _heard;

        public bool IsAlive { get; set; }

        /// <summary>When it became alive or lost.</summary>
        public long Since { get; set; }

        public long? Disconnected { get; set; }

        public bool WasGivenTime { get; set; }

        public long Extra { get; set; }

        public long LastHeard => _heard;

        public long Heard
        {
            set
            {
                _heard = value;
                Extra = 0;
            }
        }

        public long Deadline(LivenessTimers timers) =>
            Math.Min(_heard + timers.LostAfterMs, Disconnected + timers.LostAfterDisconnectMs ?? long.MaxValue) + Extra;
    }
}
