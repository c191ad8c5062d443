using System.Collections.Immutable;
using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What is to be done about replicas that are missing, lost or on their way. Pure.</summary>
internal static class Moves
{
    /// <summary>Whether the leader of a partition has carried out the move that is under way: its committed voters are the wanted ones.</summary>
    public static bool IsDone(PartitionAssignment assignment, KnownLeader? leadership) =>
        assignment.IsMoving && leadership is { Voters.Length: > 0 } && leadership.Voters.Length == assignment.Target.Length && leadership.Voters.All(assignment.Target.Contains);

    /// <summary>The nodes that should have a partition's replicas, the preferred leader first, when some are away for good or too few; null when all is well.</summary>
    /// <param name="assignment">Where the replicas are.</param>
    /// <param name="away">Nodes that have been away for too long.</param>
    /// <param name="replicas">How many replicas there should be.</param>
    /// <param name="placement">Chooses nodes that take over.</param>
    /// <returns>Nodes; those that have no replica yet must prepare one. As many are kept as can be.</returns>
    public static ImmutableArray<int>? Repair(PartitionAssignment assignment, IReadOnlySet<int> away, int replicas, Placement placement)
    {
        var wanted = assignment.Wanted.Select(v => v.NodeId).ToList();
        var kept = wanted.Where(n => !away.Contains(n)).ToList();
        var holders = assignment.All.Select(v => v.NodeId).ToHashSet();
        bool changed = false;
        while (kept.Count < replicas)
        {
            if (placement.Replacement(holders) is not int node) break;
            holders.Add(node);
            kept.Add(node);
            changed = true;
        }

        if (!changed) return null;

        // A lost replica without a replacement keeps its place: it may come back.
        foreach (int node in wanted)
        {
            if (kept.Count < replicas && !kept.Contains(node)) kept.Add(node);
        }

        return [.. kept];
    }

    /// <summary>The voters that the cluster's own log should have next: at most one more or one fewer than now.</summary>
    /// <param name="voters">The voters now.</param>
    /// <param name="nodes">All registered nodes.</param>
    /// <param name="live">Nodes that are alive.</param>
    /// <param name="away">Nodes that have been away for too long.</param>
    /// <param name="self">This node, which leads.</param>
    /// <param name="wanted">How many voters there are to be at most.</param>
    /// <returns>The voter to add, or the one to remove, or neither.</returns>
    public static (Voter? Add, Voter? Remove) NextClusterVoter(
        IReadOnlyList<Voter> voters, IReadOnlyDictionary<int, ClusterNode> nodes, IReadOnlyCollection<int> live, IReadOnlySet<int> away, int self, int wanted)
    {
        int count = Math.Min(wanted, nodes.Count);
        if (count % 2 == 0) count--;
        Voter? gone = null;
        foreach (Voter voter in voters)
        {
            bool isReplaced = nodes.TryGetValue(voter.NodeId, out ClusterNode? node) && node.ClusterReplica != voter.ReplicaId;
            if (voter.NodeId != self && (isReplaced || away.Contains(voter.NodeId))) gone ??= voter;
        }

        int lasting = voters.Count - (gone is null ? 0 : 1);
        if (lasting < count)
        {
            foreach (ClusterNode node in nodes.Values)
            {
                var candidate = new Voter(node.Id, node.ClusterReplica);
                bool isVoter = voters.Any(v => v == candidate || (v.NodeId == node.Id && v != gone));
                if (!isVoter && live.Contains(node.Id) && node.Id != self) return (candidate, null);
            }

            return (null, null);
        }

        if (gone is not null) return (null, gone);
        return lasting > count && voters.LastOrDefault(v => v.NodeId != self) is var extra && extra != default ? (null, extra) : (null, null);
    }
}
