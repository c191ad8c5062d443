namespace Vicinity.Model;

/// <summary>
/// A voting replica of a partition. The uuid is made by the folder that holds the replica, so an emptied or exchanged disk is
/// another voter and can never vote twice (KIP-853).
/// </summary>
/// <param name="NodeId">Id of the node that hosts the replica.</param>
/// <param name="ReplicaId">Uuid of the replica's folder.</param>
public readonly record struct Voter(int NodeId, Guid ReplicaId);
