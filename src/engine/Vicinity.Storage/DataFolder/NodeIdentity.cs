namespace Vicinity.Storage;

/// <summary>Whose data folder it is.</summary>
/// <param name="ClusterId">Id of the cluster that the node belongs to.</param>
/// <param name="NodeId">Id of the node in it.</param>
/// <param name="IsFounding">Whether the node founds the cluster, and its first entry is not known to be on disk yet.</param>
public sealed record NodeIdentity(string ClusterId, int NodeId, bool IsFounding = false);
