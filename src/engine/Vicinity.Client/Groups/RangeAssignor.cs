using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>The "range" assignor of Java's client.</summary>
internal sealed class RangeAssignor : PartitionAssignor
{
    public override string Name => "range";

    public override IReadOnlyDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, IReadOnlyList<string>> topicsOfMembers, IReadOnlyDictionary<string, int> partitionCounts)
    {
        Dictionary<string, List<TopicPartition>> shares = topicsOfMembers.Keys.ToDictionary(m => m, _ => new List<TopicPartition>());
        foreach (string topic in topicsOfMembers.Values.SelectMany(t => t).Distinct().Order(StringComparer.Ordinal))
        {
            if (!partitionCounts.TryGetValue(topic, out int partitions)) continue;
            string[] readers = [.. topicsOfMembers.Where(m => m.Value.Contains(topic)).Select(m => m.Key).Order(StringComparer.Ordinal)];
            int next = 0;
            for (int i = 0; i < readers.Length; i++)
            {
                int count = partitions / readers.Length + (i < partitions % readers.Length ? 1 : 0);
                for (int k = 0; k < count; k++) shares[readers[i]].Add(new TopicPartition(topic, next++));
            }
        }
        return shares.ToDictionary(s => s.Key, s => (IReadOnlyList<TopicPartition>)s.Value);
    }
}
