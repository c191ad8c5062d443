namespace Vicinity.Model;

/// <summary>What happened in a cluster. The numbers stand on the wire and never change.</summary>
public enum ClusterEventKind
{
    /// <summary>A kind that this build does not know.</summary>
    Unknown = 0,

    /// <summary>A node started, and serves.</summary>
    NodeStarted = 1,

    /// <summary>A node became a member of the cluster for the first time.</summary>
    NodeJoined = 2,

    /// <summary>A node is away: its connection was lost, or nothing was heard of it for too long.</summary>
    NodeLost = 3,

    /// <summary>A node that had been away is back; the duration is how long it was away.</summary>
    NodeBack = 4,

    /// <summary>A partition has a new leader; the duration is how long it had none, the offset where its log ended when its epoch began.</summary>
    LeaderElected = 5,

    /// <summary>A leader gave up leading: it lost touch with its quorum, or handed over.</summary>
    LeaderResigned = 6,

    /// <summary>A replica became a voter of a partition.</summary>
    VoterAdded = 7,

    /// <summary>A replica is no longer a voter of a partition.</summary>
    VoterRemoved = 8,

    /// <summary>A replica moved to a node from another one.</summary>
    ReplicaMoved = 9,

    /// <summary>A topic was created.</summary>
    TopicCreated = 10,

    /// <summary>A topic was deleted.</summary>
    TopicDeleted = 11,

    /// <summary>A node became the controller.</summary>
    ControllerElected = 12,

    /// <summary>The controller is not reached; topics go on, new ones have to wait.</summary>
    ControllerLost = 13,

    /// <summary>Writes to a partition are refused, because too few of its replicas are in sync.</summary>
    WriteRefused = 14,

    /// <summary>A replica cut entries from its log that no quorum had; the offset is where it goes on.</summary>
    LogTruncated = 15,

    /// <summary>A replica's disk failed; it is out of service until the node is restarted.</summary>
    DiskFailed = 16,
}
