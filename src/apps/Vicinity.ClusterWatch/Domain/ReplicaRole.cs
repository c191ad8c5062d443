namespace Vicinity.ClusterWatch;

/// <summary>What a replica is in its partition.</summary>
public enum ReplicaRole
{
    /// <summary>It votes and follows.</summary>
    Follower,

    /// <summary>It leads.</summary>
    Leader,

    /// <summary>It follows without a vote: on its way in.</summary>
    Observer,
}
