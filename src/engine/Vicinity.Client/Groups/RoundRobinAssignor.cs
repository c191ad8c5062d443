using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>The "roundrobin" assignor of Java's client.</summary>
internal sealed class RoundRobinAssignor : PartitionAssignor
{
    public override string Name => "roundrobin";

    public override IReadOnlyDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, IReadOnlyList<string>> topicsOfMembers, IReadOnlyDictionary<string, int> partitionCounts)
    {
        Dictionary<string, List<TopicPartition>> shares = topicsOfMembers.Keys.ToDictionary(m => m, _ => new List<TopicPartition>());
        string[] members = [.. topicsOfMembers.Keys.Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> reads = topicsOfMembers.ToDictionary(m => m.Key, m => m.Value.ToHashSet());
        int turn = 0;
        foreach (string topic in topicsOfMembers.Values.SelectMany(t => t).Distinct().Order(StringComparer.Ordinal))
        {
            if (!partitionCounts.TryGetValue(topic, out int partitions)) continue;
            for (int i = 0; i < partitions; i++)
            {
                while (!reads[members[turn % members.Length]].Contains(topic)) turn++;
                shares[members[turn++ % members.Length]].Add(new TopicPartition(topic, i));
            }
        }
        return shares.ToDictionary(s => s.Key, s => (IReadOnlyList<TopicPartition>)s.Value);
    }
}
