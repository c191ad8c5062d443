namespace Vicinity.Client;

/// <summary>A cluster and its nodes.</summary>
/// <param name="ClusterId">Id of the cluster, if it has one.</param>
/// <param name="ControllerId">Node that does admin work, -1 for none.</param>
/// <param name="Nodes">Its nodes by id.</param>
public sealed record ClusterDescription(string? ClusterId, int ControllerId, IReadOnlyList<ClusterNode> Nodes);
