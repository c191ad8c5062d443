using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>What a leader takes as a change, who elects and who commits it, and what remains of one that failed (rules V2 to V6).</summary>
public sealed class VoterChangeTests
{
    [Fact]
    public void The_old_set_elects_and_the_new_set_commits()
    {
        static string AfterTheNewcomersGrant(PlantedFault planted)
        {
            using Scene scene = new("A,B", planted);
            scene.Leader("A", 1, "m1");
            scene.Follower("B", "A", 1, "m1");
            scene.Fetch("B", "A");
            scene.Observer("C", "A", 1);
            scene.CatchUp("C", "A");
            scene.Change("A", "A,B,C").ShouldBe(VoterChangeVerdict.Begun);
            if (scene.Has<VoteMessage>("A", "C")) scene.Vote("A", "C");
            return scene["A"].State;
        }
        AfterTheNewcomersGrant(PlantedFault.None).ShouldBe("Candidate 2");
        AfterTheNewcomersGrant(PlantedFault.ChangedSetElects).ShouldBe("Leader 2");
    }

    [Fact]
    public void A_change_that_loses_its_election_is_forgotten()
    {
        static string LaterMarker(PlantedFault planted)
        {
            using Scene scene = Scene.ReadyForAVoter(planted);
            scene.Change("A", "A,B,C,D").ShouldBe(VoterChangeVerdict.Begun);
            scene["A"].Machine.IsChangingVoters.ShouldBeTrue();
            scene["A"].Machine.ChangeVoters(Names.Set("A,B"), scene.Now, new QuorumActions()).ShouldBe(VoterChangeVerdict.NotReady);
            scene.DropAll();
            for (int i = 0; i < scene.Timers.VoterChangeMs && scene["A"].Machine.IsChangingVoters; i++) scene.Pass(1, "A");
            scene["A"].State.ShouldBe("Unattached 2");
            scene.Elect("A", 3, by: "B");
            return scene["A"].Log.ToString();
        }
        LaterMarker(PlantedFault.None).ShouldBe("m1 m3");
        LaterMarker(PlantedFault.KeepIntent).ShouldBe("m1 m3{A,B,C,D}");
    }

    [Fact]
    public void A_newcomer_must_have_caught_up_and_the_leader_must_stay()
    {
        using Scene scene = Scene.ReadyForAVoter();
        scene.Change("A", "A,B,C,E").ShouldBe(VoterChangeVerdict.NotCaughtUp);
        scene.Change("A", "B,C").ShouldBe(VoterChangeVerdict.Invalid);
        scene.Change("A", "A,B,C").ShouldBe(VoterChangeVerdict.Invalid);
        scene.Change("A", "A,B,C,C").ShouldBe(VoterChangeVerdict.Invalid);
        scene.Change("A", "").ShouldBe(VoterChangeVerdict.Invalid);
        scene.Change("B", "A,B").ShouldBe(VoterChangeVerdict.NotLeader);
    }

    [Fact]
    public void A_dead_disk_is_replaced_by_adding_the_new_replica_of_its_node_before_removing_the_old()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1 a");
        scene.Follower("B", "A", 1, "m1 a");
        scene.Fetch("B", "A");
        scene.Observer("C'", "A", 1);
        scene.CatchUp("C'", "A");
        scene["C'"].Log.ToString().ShouldBe("m1{A,B,C} a"); // It learns the set from the log, and that it is not in it.

        scene.Change("A", "A,B,C,C'", by: "B");
        scene["A"].Log.ToString().ShouldBe("m1 a m2{A,B,C,C'}");
        foreach (string name in (string[])["B", "C'"])
        {
            scene.Deliver<BeginMessage>("A", name);
            scene.CatchUp(name, "A");
        }
        scene["A"].Machine.Committed.ShouldBe(new LogPosition(2, 1));
        scene.Change("A", "A,B,C'", by: "B,C'");
        scene["A"].Log.ToString().ShouldBe("m1 a m2{A,B,C,C'} m3{A,B,C'}");
    }
}
