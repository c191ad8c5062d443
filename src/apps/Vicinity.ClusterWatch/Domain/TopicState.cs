using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>What is known of one topic.</summary>
internal sealed class TopicState(string name, Guid id, bool isInternal)
{
    private const int MostPartitions = 100_000;

    public string Name => name;

    public Guid Id => id;

    public bool IsInternal => isInternal;

    /// <summary>How often in a row a node did not name it; one node may lag behind.</summary>
    public int Missed { get; set; }

    public List<PartitionState> Partitions { get; } = [];

    public void Grow(TopicDescription told)
    {
        while (Partitions.Count < Math.Min(told.Partitions.Count, MostPartitions)) Partitions.Add(new PartitionState());
    }
}
