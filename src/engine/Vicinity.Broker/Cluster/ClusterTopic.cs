using System.Collections.Immutable;

namespace Vicinity.Broker;

/// <summary>A topic as the cluster's own log has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Random uuid given at creation: a topic made again under the same name is another one.</param>
/// <param name="Partitions">Where the replicas of each partition are, by partition number.</param>
/// <param name="Settings">Its own settings.</param>
internal sealed record ClusterTopic(string Name, Guid Id, ImmutableArray<PartitionAssignment> Partitions, ImmutableSortedDictionary<string, string> Settings);
