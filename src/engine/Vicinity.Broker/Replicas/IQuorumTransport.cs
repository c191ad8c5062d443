using Vicinity.Consensus;

namespace Vicinity.Broker;

/// <summary>Carries what a replica has to say to other nodes. Never waits, and may lose messages. Called outside the replica's lock. Thread-safe.</summary>
internal interface IQuorumTransport
{
    /// <summary>Whether a node of the cluster has this id, as far as is known here: no other node has a say in a quorum.</summary>
    bool Knows(int nodeId);

    /// <summary>Sends a <see cref="SendVote"/>, <see cref="SendBeginEpoch"/> or <see cref="SendEndEpoch"/>; its answer comes back to the replica.</summary>
    void Send(Replica replica, QuorumAction message);

    /// <summary>The Fetch that the replica wants to have under way to the node is another one now (<see cref="Replica.WishFor"/>), or none.</summary>
    void FetchChanged(Replica replica, int nodeId);

    /// <summary>When the node, as leader of the epoch, was heard last by the Fetch that the replica has under way to it, in monotonic milliseconds; -1: never. Called outside the replica's lock.</summary>
    long HeardAt(Replica replica, int nodeId, int epoch);

    /// <summary>Gets the leader's base and gives it to <see cref="Replica.TakeBase"/>.</summary>
    void FetchBase(Replica replica, FetchBase what);
}
