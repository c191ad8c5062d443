using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Where the replicas of a node go when it is drained.</summary>
/// <param name="Moves">The new replicas of each partition that has one on the node; the others keep their order.</param>
/// <param name="Impossible">Partitions for which no other node has room.</param>
internal sealed record DrainPlan(IReadOnlyDictionary<TopicPartition, IReadOnlyList<int>> Moves, IReadOnlyList<TopicPartition> Impossible)
{
    /// <summary>Gives each replica of the node to the live node that holds least and has no copy yet. Pure.</summary>
    public static DrainPlan Of(int node, IReadOnlyList<int> nodes, IReadOnlyDictionary<TopicPartition, IReadOnlyList<int>> held)
    {
        var load = nodes.Where(n => n != node).ToDictionary(n => n, n => held.Values.Count(replicas => replicas.Contains(n)));
        var moves = new Dictionary<TopicPartition, IReadOnlyList<int>>();
        var impossible = new List<TopicPartition>();
        foreach ((TopicPartition partition, IReadOnlyList<int> replicas) in held.Where(h => h.Value.Contains(node)).OrderBy(h => h.Key))
        {
            int[] free = [.. load.Keys.Where(n => !replicas.Contains(n)).OrderBy(n => load[n]).ThenBy(n => n)];
            if (free.Length == 0)
            {
                impossible.Add(partition);
                continue;
            }

            load[free[0]]++;
            moves[partition] = [.. replicas.Select(r => r == node ? free[0] : r)];
        }

        return new DrainPlan(moves, impossible);
    }
}
