namespace Vicinity.Storage;

/// <summary>Whose data folder it is.</summary>
/// <param name="ClusterId">Id of the cluster that the node belongs to.</param>
/// <param name="NodeId">Id of the node in it.</param>
public sealed record NodeIdentity(string ClusterId, int NodeId);
