using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>Changes of the voter set, each a new epoch. Numbers as in docs/consensus.md.</summary>
public sealed class VoterChangeScenes
{
    [Fact]
    public void Scene_13_A_change_waits_until_the_leaders_own_marker_is_committed()
    {
        using Scene scene = Scene13();
        scene.Change("B", "B,C,D").ShouldBe(VoterChangeVerdict.NotReady);
        foreach (string name in (string[])["C", "D"])
        {
            scene.Change("B", "B,C,D").ShouldBe(VoterChangeVerdict.NotReady);
            scene.Deliver<BeginMessage>("B", name);
            scene.CatchUp(name, "B");
        }

        // Three of A to D have marker 3: now B may, and D is lost for A.
        scene.Change("B", "B,C,D", by: "C,D");
        scene.Campaign("A", 5);
        scene.Vote("A", "D").ShouldBeFalse();
        scene.Vote("A", "E").ShouldBeTrue();
        scene["A"].Role.ShouldNotBe(QuorumRole.Leader);
    }

    [Fact]
    public void Scene_13_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene13(PlantedFault.ChangeBeforeOwnMarkerIsCommitted);
        scene.Change("B", "B,C,D", by: "C,D");
        scene["B"].Write("b");
        scene["B"].Sync();
        scene.Deliver<BeginMessage>("B", "C");
        scene.CatchUp("C", "B");
        scene["B"].HighWatermark.ShouldBe(1);

        scene.Campaign("A", 5);
        scene.Vote("A", "D").ShouldBeTrue();
        scene.Vote("A", "E").ShouldBeTrue();
        scene["A"].State.ShouldBe("Leader 5");
        scene["A"].Log.ToString().ShouldBe("m1 m2{A,B,C,D,E} m5");
    }

    /// <summary>A adds E and is cut off; B is elected 3 by C and D.</summary>
    private static Scene Scene13(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new("A,B,C,D", fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1");
        scene.Follower("C", "A", 1, "m1");
        scene.Add("D", "", epoch: 1);
        scene.Fetch("B", "A");
        scene.Fetch("C", "A");
        scene["A"].Machine.Committed.ShouldBe(new LogPosition(1, 0));
        scene.Observer("E", "A", 1);
        scene.CatchUp("E", "A");

        scene.Change("A", "A,B,C,D,E", by: "B,C");
        scene["A"].Log.ToString().ShouldBe("m1 m2{A,B,C,D,E}");
        scene.DropAll();
        scene.Elect("B", 3, by: "C,D");
        scene["B"].Log.ToString().ShouldBe("m1 m3");
        return scene;
    }

    [Fact]
    public void Scene_14_One_voter_at_a_time()
    {
        using Scene scene = Scene.ReadyForAVoter();
        scene.Change("A", "A,B,D").ShouldBe(VoterChangeVerdict.Invalid);
        scene.Change("A", "A,B,C,D", by: "B");
        BothCampaign(scene);
        scene["A"].Role.ShouldNotBe(QuorumRole.Leader); // Two of {A,B,C,D}.
        scene["B"].State.ShouldBe("Leader 3");
    }

    [Fact]
    public void Scene_14_Without_it_one_epoch_has_two_leaders()
    {
        using Scene scene = Scene.ReadyForAVoter(PlantedFault.ChangeManyVoters);
        scene.Change("A", "A,B,D", by: "B");
        BothCampaign(scene);
        scene["A"].State.ShouldBe("Leader 3");
        scene["B"].State.ShouldBe("Leader 3");
    }

    private static void BothCampaign(Scene scene)
    {
        scene.DropAll();
        scene.Campaign("A", 3);
        scene.Campaign("B", 3);
        scene.Vote("A", "D").ShouldBeTrue();
        scene.Vote("B", "C").ShouldBeTrue();
    }

    [Fact]
    public void Scene_15_A_set_counts_from_its_append()
    {
        using Scene scene = Scene15();
        scene["B"].Do(actions => scene["B"].Machine.Campaign(scene.Now, actions));
        scene.Pass(2000, "B");
        scene["B"].Epoch.ShouldBe(3); // Not in {A}: it does not campaign.
        scene.Campaign("C", 4);
        scene.Vote("C", "B").ShouldBeFalse();
        scene["C"].Role.ShouldNotBe(QuorumRole.Leader);
    }

    [Fact]
    public void Scene_15_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene15(PlantedFault.SetCountsWhenCommitted);
        scene.Elect("B", 4, by: "C");
        scene["B"].Log.Entries.ShouldAllBe(e => e.Name != "b");
    }

    /// <summary>A removed C, then B, and has written b alone. B has both markers, but was told of no commit behind m1.</summary>
    private static Scene Scene15(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1");
        scene.Add("C", "", epoch: 0);
        scene.Fetch("B", "A");
        scene["A"].Log.CommittedEpoch = 1;
        scene["B"].Log.CommittedEpoch = 1;

        scene.Change("A", "A,B", by: "B");
        scene.Deliver<BeginMessage>("A", "B");
        scene.CatchUp("B", "A");
        scene["A"].Log.CommittedEpoch = 2;
        scene.Change("A", "A", by: "B");
        scene["A"].Log.CommittedEpoch = 3;
        scene["B"].Do(actions => scene["B"].Machine.OnLeaderLearnt(1, 3, scene.Now, actions));
        scene.Fetch("B", "A");
        scene["B"].Sync();
        scene["B"].Log.ToString().ShouldBe("m1 m2{A,B} m3{A}");
        scene["A"].Write("b");
        scene["A"].Sync();
        scene["A"].HighWatermark.ShouldBe(1);
        scene.DropAll();
        return scene;
    }

    [Fact]
    public void Scene_16_A_second_change_waits_for_the_first()
    {
        // With markers inside an epoch, B's position before and behind the change would look the same. Here the change is epoch 2.
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1");
        scene.Add("C", "", epoch: 1);
        scene.Fetch("B", "A");
        scene.Change("A", "A,B", by: "B");
        scene.Deliver<BeginMessage>("A", "B");
        scene.Deliver<FetchMessage>("B", "A"); // From (1, 0): the answer is lost.
        scene["A"].Machine.Committed.ShouldBeNull();

        scene.Change("A", "A").ShouldBe(VoterChangeVerdict.NotReady);
        scene["A"].Write("a");
        scene["A"].Sync();
        scene["A"].HighWatermark.ShouldBe(0);
        scene.DropAll();
        scene.Elect("B", 3, by: "C");
        scene["B"].Log.ToString().ShouldBe("m1 m3");
    }

    [Fact]
    public void Scene_17_A_base_carries_its_voters()
    {
        using Scene scene = Scene17();
        scene.Campaign("B", 4);
        scene.UnderWay.OfType<VoteMessage>().Select(v => v.To).ShouldBe(["A"]);
        scene["B"].State.ShouldBe("Candidate 4");
    }

    [Fact]
    public void Scene_17_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene17(PlantedFault.BaseWithoutVoters);
        scene.Elect("B", 4, by: "C");
    }

    private static Scene Scene17(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Add("B", "m1 m2{A,B} a", epoch: 3, highWatermark: 1);
        scene["B"].Log.MoveBase(new LogPosition(2, 1));
        scene.Add("C", "", epoch: 3);
        return scene;
    }

    [Fact]
    public void Scene_20_The_leaders_marker_is_on_its_own_disk_first()
    {
        using Scene scene = Scene20();
        scene["A"].Log.ToString().ShouldBe("m1 m2{A}");
        scene.Pass(0, "A");
        scene["A"].State.ShouldBe("Leader 3");
    }

    [Fact]
    public void Scene_20_Without_it_no_leader_can_be_found()
    {
        using Scene scene = Scene20(PlantedFault.MarkerIsNotSynced);
        scene["A"].Log.ToString().ShouldBe("m1");
        scene["B"].Log.ToString().ShouldBe("m1 m2{A}");
        scene.Run(5000);
        scene.Replicas.ShouldAllBe(r => r.Role != QuorumRole.Leader);
    }

    private static Scene Scene20(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new("A,B", fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1");
        scene.Fetch("B", "A");
        scene.Change("A", "A", by: "B");
        scene["B"].Do(actions => scene["B"].Machine.OnLeaderLearnt(1, 2, scene.Now, actions));
        scene.Fetch("B", "A");
        scene["B"].Sync();
        scene["A"].Crash();
        return scene;
    }

    [Fact]
    public void Scene_21_The_removed_voter_and_a_dead_leader()
    {
        using Scene scene = Scene21();
        scene["D"].Log.ToString().ShouldBe("m1");
        scene.Remove("A");
        scene.Run(5000);
        scene.Replicas.Count(r => r.Role == QuorumRole.Leader).ShouldBe(1);
    }

    [Fact]
    public void Scene_21_Without_it_no_leader_can_be_found()
    {
        using Scene scene = Scene21(PlantedFault.FeedOutsidersUncommitted);
        scene["D"].Log.ToString().ShouldBe("m1 m2{A,B,C}");
        scene.Remove("A");
        scene.Run(5000);
        scene.Replicas.ShouldAllBe(r => r.Role != QuorumRole.Leader);
    }

    /// <summary>A removes D; D's Fetch comes before those of B and C.</summary>
    private static Scene Scene21(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new("A,B,C,D", fault);
        scene.Leader("A", 1, "m1");
        foreach (string name in (string[])["B", "C", "D"])
        {
            scene.Follower(name, "A", 1, "m1");
            scene.Fetch(name, "A");
        }
        scene.Change("A", "A,B,C", by: "B,C");
        scene.DropAll();
        scene["D"].Do(actions => scene["D"].Machine.OnLeaderLearnt(1, 2, scene.Now, actions));
        scene.Fetch("D", "A");
        scene["D"].Sync();
        scene.DropAll();
        return scene;
    }

    [Fact]
    public void Scene_25_A_dead_voter_can_be_removed_when_all_must_have_a_copy()
    {
        using Scene scene = Scene25();
        scene["A"].Machine.Committed.ShouldBe(new LogPosition(1, 1));
        scene["A"].HighWatermark.ShouldBe(0);
        scene.Change("A", "A,B", by: "B");
        scene.Deliver<BeginMessage>("A", "B");
        scene.CatchUp("B", "A");
        scene["A"].HighWatermark.ShouldBe(1);
    }

    [Fact]
    public void Scene_25_Without_it_nothing_can_be_written_until_the_dead_returns()
    {
        using Scene scene = Scene25(PlantedFault.ChangeWaitsForHighWatermark);
        scene.Change("A", "A,B").ShouldBe(VoterChangeVerdict.NotReady);
    }

    private static Scene Scene25(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault) { WriteQuorum = 3 };
        scene.Leader("A", 1, "m1 a");
        scene.Follower("B", "A", 1, "m1 a");
        scene.Fetch("B", "A");
        return scene;
    }
}
