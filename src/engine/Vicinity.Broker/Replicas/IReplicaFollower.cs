namespace Vicinity.Broker;

/// <summary>Serves replicas on other nodes that follow one of this node.</summary>
internal interface IReplicaFollower
{
    /// <summary>Entries were appended, or leadership changed; for internal topics also: the high watermark rose. Called outside the replica's lock, by any thread; must be quick and never throw.</summary>
    void ReplicaMoved(Replica replica);

    /// <summary>The replica that follows, in which epoch, and when it was heard last; null when none does any more. Called outside the replica's lock.</summary>
    FollowerHeartbeat? LastHeartbeat(Replica replica);
}
