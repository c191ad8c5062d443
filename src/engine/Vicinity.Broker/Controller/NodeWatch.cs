using Microsoft.Extensions.Logging;
using Vicinity.Membership;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What the controller knows of the nodes: which of them live, since when others are away, and which replicas they say they have lost. Thread-safe.</summary>
internal sealed class NodeWatch(ClusterEvents events, BrokerOptions options, TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly NodeLiveness _liveness = new(new LivenessTimers { LostAfterMs = (int)options.NodeLostAfter.TotalMilliseconds });
    private readonly Dictionary<int, IReadOnlyList<(Guid TopicId, int Partition, Guid ReplicaId)>> _missing = [];
    private bool _isWatching;
    private long _sinceMs;

    /// <summary>Milliseconds of a clock that never goes back.</summary>
    public long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1000);

    /// <summary>When this node became the controller and began to watch.</summary>
    public long SinceMs => Volatile.Read(ref _sinceMs);

    /// <summary>Nodes that can take replicas now, this one included.</summary>
    public IReadOnlyList<int> LiveNodes()
    {
        lock (_gate) return [.. _liveness.Alive.Append(options.NodeId).Distinct().Order()];
    }

    /// <summary>Whether a node lives, as far as is known.</summary>
    public bool IsAlive(int nodeId)
    {
        lock (_gate) return nodeId == options.NodeId || _liveness.IsAlive(nodeId);
    }

    /// <summary>Nodes that have been away for so long that their replicas go elsewhere.</summary>
    public HashSet<int> AwayTooLong()
    {
        long limit = (long)options.ReplaceLostAfter.TotalMilliseconds;
        lock (_gate) return [.. _liveness.Nodes.Where(n => _liveness.LostSince(n) is long since && NowMs - since >= limit)];
    }

    /// <summary>A node was heard.</summary>
    public void Heard(int nodeId)
    {
        if (nodeId == options.NodeId) return;
        LivenessChange? change;
        lock (_gate) change = _liveness.Heard(nodeId, NowMs);
        if (change is { Kind: LivenessChangeKind.Back } back)
        {
            ControllerLogLines.NodeBack(log, nodeId, back.ForMs);
            events.Record(new(ClusterEventKind.NodeBack) { NodeId = nodeId, Duration = TimeSpan.FromMilliseconds(back.ForMs) });
        }
    }

    /// <summary>The connection to a node broke or was refused.</summary>
    public void ConnectionLost(int nodeId)
    {
        lock (_gate) _liveness.ConnectionLost(nodeId, NowMs);
    }

    /// <summary>A node says which of its replicas it has lost.</summary>
    public void Report(int nodeId, IReadOnlyList<(Guid TopicId, int Partition, Guid ReplicaId)> missing)
    {
        lock (_gate) _missing[nodeId] = missing;
    }

    /// <summary>Whether any node has lost a replica.</summary>
    public bool HasMissing()
    {
        lock (_gate) return _missing.Values.Any(m => m.Count > 0);
    }

    /// <summary>Whether a node has lost a replica.</summary>
    public bool IsMissing(int nodeId, Guid topicId, int partition, Guid replicaId)
    {
        lock (_gate) return _missing.TryGetValue(nodeId, out var missing) && missing.Contains((topicId, partition, replicaId));
    }

    /// <summary>Marks nodes as lost that were silent for too long. A node that has just become the controller has had no heartbeats yet: all get the whole time from then on.</summary>
    /// <param name="known">The nodes of the cluster.</param>
    /// <param name="isReached">Whether there is a connection to a node.</param>
    public void Look(IEnumerable<int> known, Func<int, bool> isReached)
    {
        IReadOnlyList<LivenessChange> lost;
        lock (_gate)
        {
            bool isNew = !_isWatching;
            _isWatching = true;
            if (isNew)
            {
                _missing.Clear();
                Volatile.Write(ref _sinceMs, NowMs);
            }

            foreach (int id in known)
            {
                if (id == options.NodeId || (!isNew && _liveness.Nodes.Contains(id))) continue;
                _liveness.Watch(id, isAlive: true, NowMs);
                if (!isReached(id)) _liveness.ConnectionLost(id, NowMs);
            }

            lost = _liveness.Tick(NowMs);
        }

        foreach (LivenessChange change in lost)
        {
            ControllerLogLines.NodeLost(log, change.NodeId, change.ForMs);
            events.Record(new(ClusterEventKind.NodeLost) { NodeId = change.NodeId });
        }
    }

    /// <summary>This node is the controller no longer.</summary>
    public void End()
    {
        lock (_gate) _isWatching = false;
    }
}
