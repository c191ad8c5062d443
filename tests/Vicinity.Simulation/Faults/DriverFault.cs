namespace Vicinity.Simulation;

/// <summary>Duties of the driver and of the disk that can be broken on purpose; the state machine's own are in PlantedFault.</summary>
internal enum DriverFault
{
    None,

    /// <summary>D2: the log counts as synced when it is written; no flush happens before the next Fetch.</summary>
    SyncIsSkipped,

    /// <summary>D1: the vote is written and answered before it is on disk (scene 12).</summary>
    VoteIsNotSynced,

    /// <summary>D4: the marker is offered before it is synced (scene 20).</summary>
    MarkerIsNotSynced,

    /// <summary>D6: a cut is not synced before the next write (scene 23).</summary>
    CutIsNotSynced,

    /// <summary>D7: a failed flush is repeated and then believed.</summary>
    FailedSyncIsRepeated,

    /// <summary>D9: a base is taken by deleting the log first.</summary>
    BaseIsNotAtomic,

    /// <summary>Section 8: recovery takes what the system's cache holds for synced.</summary>
    RecoveryIsNotSynced,

    /// <summary>Section 8: damage below the synced end is cut as if torn (scene 5).</summary>
    RotIsTakenForTorn,

    /// <summary>An emptied disk keeps its uuid (scene 9).</summary>
    EmptiedDiskKeepsUuid,

    /// <summary>E7: the process's memory outlives a power cut (scene 10).</summary>
    RestartIsNotNoticed,

    /// <summary>S1: a base loses its voters (scene 17).</summary>
    BaseWithoutVoters,

    /// <summary>I1: a base loses its producers.</summary>
    BaseWithoutProducers,

    /// <summary>S1: a base directly behind a marker (scene 19).</summary>
    BaseBehindMarker,

    /// <summary>I1: followers do not keep the producers of what they fetch (scene 26).</summary>
    FollowersForgetProducers,

    /// <summary>L5: a leader that lost its office answers what it had parked as stored.</summary>
    ParkedWritesAreAcknowledged,

    /// <summary>H3: a write is answered when the leader alone has it.</summary>
    AcknowledgedByLeaderAlone,

    /// <summary>H3: readers get everything that is in the log.</summary>
    ReadsPassTheHighWatermark,

    /// <summary>F3: fetched entries are appended without a look at what they continue.</summary>
    AppendsAreNotChecked,
}
