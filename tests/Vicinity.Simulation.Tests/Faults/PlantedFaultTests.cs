namespace Vicinity.Simulation.Tests;

/// <summary>
/// Proof that the checkers see: with a rule broken on purpose, a promise breaks within the fixed seeds. A fault that shows itself only where
/// something else is frequent names the profile that makes it so. What cannot be found, and why, is told in docs/simulation.md.
/// </summary>
public sealed class PlantedFaultTests
{
    private const int FixedSeeds = 2000;

    [Theory]
    [InlineData("VotesCompareOffsetsOnly", "")]
    [InlineData("MarkerIsNoLastEntryInVotes", "")]
    [InlineData("AcceptShorterLog", "")]
    [InlineData("VoteTwice", "")]
    [InlineData("CountOwnVoteTwice", "")]
    [InlineData("VoteIsNotRecorded", "elections")]
    [InlineData("ResumeLeadership", "")]
    [InlineData("ResumeCandidacy", "elections")]
    [InlineData("NoPreVote", "")]
    [InlineData("NoCheckQuorum", "")]
    public void A_broken_rule_of_elections_is_found(string fault, string profile) => IsFound(fault, profile);

    [Theory]
    [InlineData("NoGate", "")]
    [InlineData("CommitBelowMajority", "")]
    [InlineData("CountObservers", "")]
    [InlineData("AcknowledgeByOffset", "")]
    [InlineData("LookUpByOffset", "")]
    [InlineData("FetchBeforeSync", "")]
    [InlineData("CountUnsyncedOwnCopy", "")]
    [InlineData("MarkersAtTheCutStay", "")]
    [InlineData("UseAnyAnswer", "")]
    [InlineData("TrustToldHighWatermark", "")]
    public void A_broken_rule_of_replication_is_found(string fault, string profile) => IsFound(fault, profile);

    [Theory]
    [InlineData("ChangeBeforeOwnMarkerIsCommitted", "changes")]
    [InlineData("ChangeManyVoters", "changes")]
    [InlineData("KeepIntent", "changes")]
    [InlineData("SetCountsWhenCommitted", "changes")]
    [InlineData("ChangeWaitsForHighWatermark", "")]
    [InlineData("BaseWithoutVoters", "bases")]
    [InlineData("BaseBehindMarker", "bases")]
    public void A_broken_rule_of_voter_changes_is_found(string fault, string profile) => IsFound(fault, profile);

    [Theory]
    [InlineData("SyncIsSkipped", "")]
    [InlineData("VoteIsNotSynced", "")]
    [InlineData("MarkerIsNotSynced", "")]
    [InlineData("FailedSyncIsRepeated", "disks")]
    [InlineData("BaseIsNotAtomic", "bases")]
    [InlineData("RecoveryIsNotSynced", "")]
    [InlineData("RotIsTakenForTorn", "disks")]
    [InlineData("EmptiedDiskKeepsUuid", "")]
    [InlineData("RestartIsNotNoticed", "")]
    public void A_broken_duty_of_the_disk_is_found(string fault, string profile) => IsFound(fault, profile);

    [Theory]
    [InlineData("BaseWithoutProducers", "bases")]
    [InlineData("FollowersForgetProducers", "")]
    [InlineData("ParkedWritesAreAcknowledged", "")]
    [InlineData("AcknowledgedByLeaderAlone", "")]
    [InlineData("ReadsPassTheHighWatermark", "")]
    public void A_broken_duty_towards_clients_is_found(string fault, string profile) => IsFound(fault, profile);

    private static void IsFound(string fault, string profile)
    {
        SimulationSettings settings = new SimulationSettings { Profile = profile }.WithFault(fault).ShouldNotBeNull();
        var sweep = new SeedSweep(settings);
        sweep.Run(1, FixedSeeds, null, 1, violations: 1);
        SimulationResult found = sweep.Violations.ShouldHaveSingleItem();
        found.Settings.Line.ShouldStartWith($"./vicinity sim --seed {found.Settings.Seed} --fault {fault}");
    }
}
