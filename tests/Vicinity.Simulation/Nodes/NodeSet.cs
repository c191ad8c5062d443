using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>All nodes, and what became of each folder that ever was. Not thread-safe.</summary>
internal sealed class NodeSet
{
    private readonly Simulation _sim;
    private readonly Prng _prng;
    private readonly SimulatedNode[] _nodes;
    private readonly Dictionary<Guid, LogPosition> _lost = [];

    public NodeSet(Simulation sim, int count, Prng prng)
    {
        _sim = sim;
        _prng = prng;
        _nodes = new SimulatedNode[count];
        for (int i = 0; i < count; i++) _nodes[i] = new SimulatedNode(sim, i, prng.Derive("node" + i));
    }

    public IReadOnlyList<SimulatedNode> All => _nodes;

    /// <summary>The running leader of the highest epoch, or null.</summary>
    public SimulatedNode? Leader()
    {
        SimulatedNode? found = null;
        foreach (SimulatedNode node in _nodes)
            if (node.Replica is { Role: QuorumRole.Leader } leader && (found is null || leader.Epoch > found.Replica!.Epoch)) found = node;
        return found;
    }

    public string NameOf(int id) => id >= 0 && id < _nodes.Length ? _nodes[id].Letter : "nobody";

    /// <summary>The log of a node as the specification draws it: <c>[m1 a b | m2 c*]</c>; what is behind a star is not on disk.</summary>
    public static string Drawn(SimulatedNode node) => node.Log is { } log ? Drawing.Of(log) : Drawing.Of(node.Folder.Log);

    /// <summary>A process has ended; who was connected to it may notice, and it starts again later.</summary>
    public void Ended(SimulatedNode node, bool lostPower)
    {
        _sim.Faults.StartLater(node);
        if (lostPower) return;
        foreach (SimulatedNode other in _nodes)
        {
            if (other == node || _sim.Network.IsCut(node.Id, other.Id) || _prng.Chance(0.1)) continue;
            _sim.Queue.Add(_sim.NowUs + _prng.Next(100, 2000), () => other.NodeLost(node.Id));
        }
    }

    /// <summary>A folder is gone for good.</summary>
    public void LostFolder(ReplicaFolder folder) => _lost[folder.Uuid] = folder.Log.HeldEnd;

    /// <summary>Whether a replica's folder still is what it was.</summary>
    public bool IsIntact(Voter voter) => _nodes[voter.NodeId].Folder.Uuid == voter.ReplicaId && !_nodes[voter.NodeId].Folder.Log.IsRotten;

    /// <summary>What of its log a voter has on disk; of a folder that is gone, what it had.</summary>
    public LogPosition Durable(Voter voter)
    {
        ReplicaFolder folder = _nodes[voter.NodeId].Folder;
        if (folder.Uuid == voter.ReplicaId) return folder.Log.HeldEnd;
        return _lost.GetValueOrDefault(voter.ReplicaId);
    }

    /// <summary>
    /// Whether a node's folder may be lost without a set that may be in force losing its majority: such a loss is beyond what a quorum promises.
    /// </summary>
    public bool CanLose(SimulatedNode node)
    {
        foreach (SimulatedNode each in _nodes)
        {
            // A set that is about to be in force cannot be looked at yet.
            if (each.Replica is { } replica && (replica.IsChangingVoters || (replica.Role == QuorumRole.Leader && each.Log!.End.Epoch < replica.Epoch))) return false;
        }
        return SetsHold(SetsThatMayBeInForce(), node.Self, lostToo: true);
    }

    /// <summary>Whether a set would have a majority of replicas whose folders are intact.</summary>
    public bool CanBeInForce(IReadOnlyList<Voter> voters) => SetsHold([voters], default, lostToo: false);

    private bool SetsHold(List<IReadOnlyList<Voter>> sets, Voter lost, bool lostToo)
    {
        foreach (IReadOnlyList<Voter> set in sets)
        {
            int intact = 0;
            foreach (Voter voter in set)
                if (IsIntact(voter) && !(lostToo && voter == lost)) intact++;
            if (set.Count > 0 && intact < set.Count / 2 + 1) return false;
        }
        return true;
    }

    private List<IReadOnlyList<Voter>> SetsThatMayBeInForce()
    {
        var sets = new List<IReadOnlyList<Voter>>();
        IReadOnlyList<LogEntry> committed = _sim.Checks.History.Entries;
        IReadOnlyList<Voter> last = _sim.FirstVoters;
        int epoch = 0;
        for (int i = committed.Count - 1; i >= 0 && epoch == 0; i--)
            if (committed[i].Voters is { } voters) (last, epoch) = (voters, committed[i].Epoch);
        sets.Add(last);
        foreach (SimulatedNode node in _nodes)
        {
            foreach (LogEntry entry in node.Folder.Log.MarkersThatMaySurvive)
                if (entry.Epoch > epoch && entry.Voters is { } voters) sets.Add(voters);
        }
        return sets;
    }
}
