namespace Vicinity.Consensus;

/// <summary>
/// Rules that can be broken on purpose, to prove that a test or the simulator would notice. Where a fault lies in the log or in what a restart
/// keeps, the machine cannot show it: such faults are carried out by the double of the log or by the simulator, and say so.
/// </summary>
internal enum PlantedFault
{
    None,

    /// <summary>E4: votes compare offsets only (scene 1).</summary>
    VotesCompareOffsetsOnly,

    /// <summary>E4: a marker is no last entry in votes (scene 2).</summary>
    MarkerIsNoLastEntryInVotes,

    /// <summary>E4: the candidate's log is not looked at.</summary>
    AcceptShorterLog,

    /// <summary>E4: a second vote in one epoch.</summary>
    VoteTwice,

    /// <summary>E5: a candidate counts its own vote twice.</summary>
    CountOwnVoteTwice,

    /// <summary>E5: grants of replicas outside the set in force count.</summary>
    CountGrantsOfStrangers,

    /// <summary>E6: a leader goes on when it sees a higher epoch.</summary>
    LeaderIgnoresHigherEpoch,

    /// <summary>D1: the vote is answered but not recorded (scene 12).</summary>
    VoteIsNotRecorded,

    /// <summary>E7: a leader goes on leading after a restart (scene 10a).</summary>
    ResumeLeadership,

    /// <summary>E7: a candidate goes on after a restart (scene 10b).</summary>
    ResumeCandidacy,

    /// <summary>H2: an older epoch's position moves the high watermark (scene 3).</summary>
    NoGate,

    /// <summary>H2: one copy less than a majority is enough.</summary>
    CommitBelowMajority,

    /// <summary>H1: observers count.</summary>
    CountObservers,

    /// <summary>L3: an acknowledgement is an offset without its epoch (scene 4).</summary>
    AcknowledgeByOffset,

    /// <summary>L3: a position is looked up by its offset only.</summary>
    LookUpByOffset,

    /// <summary>D2: a follower fetches before its sync (scene 6).</summary>
    FetchBeforeSync,

    /// <summary>D2: a replica that looks for the leader fetches before its sync (scene 7).</summary>
    LookBeforeSync,

    /// <summary>D3: a leader counts its unsynced copy (scene 8).</summary>
    CountUnsyncedOwnCopy,

    /// <summary>T2: markers at the offset of the cut stay (scene 11).</summary>
    MarkersAtTheCutStay,

    /// <summary>F2: the asked position is not compared (scene 18).</summary>
    UseAnyAnswer,

    /// <summary>H3: the high watermark that the leader sent is not bounded by the own log end.</summary>
    TrustToldHighWatermark,

    /// <summary>V2: a change begins before the leader's own marker is committed (scene 13).</summary>
    ChangeBeforeOwnMarkerIsCommitted,

    /// <summary>V2: the set may change by more than one voter (scene 14).</summary>
    ChangeManyVoters,

    /// <summary>V3: the majority of the changed set elects, not that of the set in force.</summary>
    ChangedSetElects,

    /// <summary>E3: a failed change's set is taken up again by a later candidacy.</summary>
    KeepIntent,

    /// <summary>V1: a set counts only when known to be committed (scene 15). Carried out by the log's double.</summary>
    SetCountsWhenCommitted,

    /// <summary>S1: a base without its voters (scene 17). Carried out by the log's double.</summary>
    BaseWithoutVoters,

    /// <summary>S1: a base directly behind a marker (scene 19). Carried out by the log's double.</summary>
    BaseBehindMarker,

    /// <summary>D4: the leader's marker is offered before it is synced (scene 20). Carried out by the log's double.</summary>
    MarkerIsNotSynced,

    /// <summary>An emptied disk keeps its uuid (scene 9). Carried out by the simulator.</summary>
    EmptiedDiskKeepsUuid,

    /// <summary>V4: replicas outside the set get entries that are not committed (scene 21; progress, not safety).</summary>
    FeedOutsidersUncommitted,

    /// <summary>H4: a change waits for the high watermark (scene 25; progress).</summary>
    ChangeWaitsForHighWatermark,

    /// <summary>E2: a silent leader's follower campaigns at once (scene 27; progress).</summary>
    NoPreVote,

    /// <summary>L4: a leader that hears no other replica goes on (scene 28; progress).</summary>
    NoCheckQuorum,

    /// <summary>E8: an unattached replica does not look for the leader (scene 29; progress).</summary>
    DoNotLookForLeader,
}
