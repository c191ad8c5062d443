namespace Vicinity.Model;

/// <summary>One partition of a topic: the unit of order and of replication.</summary>
/// <param name="Topic">Name of the topic, 1 to 249 of <c>[A-Za-z0-9._-]</c>.</param>
/// <param name="Partition">Number of the partition, from 0.</param>
public readonly record struct TopicPartition(string Topic, int Partition) : IComparable<TopicPartition>
{
    /// <summary>Orders by topic (ordinal), then by partition.</summary>
    public int CompareTo(TopicPartition other)
    {
        int byTopic = string.CompareOrdinal(Topic, other.Topic);
        return byTopic != 0 ? byTopic : Partition.CompareTo(other.Partition);
    }

    /// <summary>The form that people and tools write: <c>topic-0</c>.</summary>
    public override string ToString() => $"{Topic}-{Partition}";

    public static bool operator <(TopicPartition left, TopicPartition right) => left.CompareTo(right) < 0;
    public static bool operator >(TopicPartition left, TopicPartition right) => left.CompareTo(right) > 0;
    public static bool operator <=(TopicPartition left, TopicPartition right) => left.CompareTo(right) <= 0;
    public static bool operator >=(TopicPartition left, TopicPartition right) => left.CompareTo(right) >= 0;
}
