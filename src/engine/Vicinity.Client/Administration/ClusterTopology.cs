namespace Vicinity.Client;

/// <summary>A cluster as one of its nodes knows it.</summary>
/// <param name="ClusterId">Id of the cluster, if it has one.</param>
/// <param name="ControllerId">Node that does admin work, -1 for none.</param>
/// <param name="Nodes">The nodes that are there.</param>
/// <param name="Topics">All topics.</param>
public sealed record ClusterTopology(string? ClusterId, int ControllerId, IReadOnlyList<ClusterNode> Nodes, IReadOnlyList<TopicDescription> Topics);
