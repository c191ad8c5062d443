using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>A way to share partitions among the members of a group. Every member may be asked to compute it, so it depends on its arguments alone.</summary>
public abstract class PartitionAssignor
{
    /// <summary>Each topic's partitions in runs: members that read several topics of equal size get the same numbers of each.</summary>
    public static PartitionAssignor Range { get; } = new RangeAssignor();

    /// <summary>All partitions one by one to the members in turn: even also over many topics with few partitions.</summary>
    public static PartitionAssignor RoundRobin { get; } = new RoundRobinAssignor();

    /// <summary>Name that members agree on.</summary>
    public abstract string Name { get; }

    /// <summary>Shares partitions.</summary>
    /// <param name="topicsOfMembers">Topics that each member reads, by member id.</param>
    /// <param name="partitionCounts">Number of partitions of each topic; topics that do not exist are left out.</param>
    /// <returns>Partitions of each member; every partition of a topic that a member reads goes to exactly one of its readers.</returns>
    public abstract IReadOnlyDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, IReadOnlyList<string>> topicsOfMembers, IReadOnlyDictionary<string, int> partitionCounts);
}
