using System.Collections.Immutable;

namespace Vicinity.Broker;

/// <summary>
/// Where replicas go: always to the nodes that have the fewest, and the lead to those that lead the fewest. Pure: the same image and the same nodes
/// give the same places.
/// </summary>
internal sealed class Placement
{
    private readonly SortedDictionary<int, Load> _loads = [];

    /// <param name="image">What is placed already.</param>
    /// <param name="nodes">Nodes that can take replicas.</param>
    public Placement(ClusterImage image, IEnumerable<int> nodes)
    {
        foreach (int node in nodes) _loads[node] = default;
        foreach (ClusterTopic topic in image.Topics.Values)
        {
            foreach (PartitionAssignment partition in topic.Partitions) Count(partition);
        }
    }

    /// <summary>Nodes that can take replicas.</summary>
    public int Nodes => _loads.Count;

    /// <summary>Chooses nodes for the replicas of new partitions, the preferred leader first.</summary>
    /// <param name="partitions">How many partitions.</param>
    /// <param name="replicas">Replicas of each; at most <see cref="Nodes"/>.</param>
    public ImmutableArray<ImmutableArray<int>> Place(int partitions, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, Nodes);
        var placed = ImmutableArray.CreateBuilder<ImmutableArray<int>>(partitions);
        for (int p = 0; p < partitions; p++)
        {
            List<int> chosen = [.. _loads.OrderBy(l => l.Value.Replicas).ThenBy(l => l.Value.Leaders).ThenBy(l => l.Key).Take(replicas).Select(l => l.Key)];
            int leader = chosen.MinBy(n => (_loads[n].Leaders, _loads[n].Replicas, n));
            chosen.Remove(leader);
            chosen.Insert(0, leader);
            Take(chosen);
            placed.Add([.. chosen]);
        }

        return placed.MoveToImmutable();
    }

    /// <summary>The node that should take over a replica, or null when every node that can has one already.</summary>
    /// <param name="holders">Nodes that have a replica of the partition.</param>
    public int? Replacement(IReadOnlyCollection<int> holders)
    {
        var free = _loads.Where(l => !holders.Contains(l.Key)).ToList();
        if (free.Count == 0) return null;
        int chosen = free.MinBy(l => (l.Value.Replicas, l.Value.Leaders, l.Key)).Key;
        _loads[chosen] = _loads[chosen] with { Replicas = _loads[chosen].Replicas + 1 };
        return chosen;
    }

    private void Count(PartitionAssignment partition)
    {
        if (partition.Wanted.Length > 0) Take([.. partition.Wanted.Select(v => v.NodeId)]);
    }

    private void Take(List<int> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (_loads.TryGetValue(nodes[i], out Load load)) _loads[nodes[i]] = new Load(load.Replicas + 1, load.Leaders + (i == 0 ? 1 : 0));
        }
    }

    private readonly record struct Load(int Replicas, int Leaders);
}
