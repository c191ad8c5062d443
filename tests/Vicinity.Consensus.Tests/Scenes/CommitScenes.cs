using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>What counts as a copy, and when enough copies are a commit. Numbers as in docs/consensus.md.</summary>
public sealed class CommitScenes
{
    [Fact]
    public void Scene_3_The_gate()
    {
        using Scene scene = Scene3();
        scene["A"].HighWatermark.ShouldBe(0); // (1, 1) is not of epoch 3.
        scene["A"].Machine.Committed.ShouldBeNull();
        scene.Vote("B", "C").ShouldBeTrue();
        scene.Deliver<BeginMessage>("B", "C");
        scene.CatchUp("C", "B");
        scene["C"].Log.ToString().ShouldBe("m2 m4"); // `a` goes, which nobody was told of.
        scene["C"].Stopped.ShouldBeNull();
    }

    [Fact]
    public void Scene_3_With_the_marker_on_two_disks_the_record_is_safe()
    {
        using Scene scene = Scene3(entries: 3);
        scene["A"].HighWatermark.ShouldBe(1);
        scene.Vote("B", "C").ShouldBeFalse();
    }

    [Theory]
    [InlineData(PlantedFault.NoGate)] // Scene 3
    [InlineData(PlantedFault.AcknowledgeByOffset)] // Scene 4
    internal void Scene_3_and_4_Without_epochs_in_it_a_committed_record_is_lost(PlantedFault fault)
    {
        using Scene scene = Scene3(fault: fault);
        scene["A"].HighWatermark.ShouldBe(1);
        scene.Vote("B", "C").ShouldBeTrue();
        scene["B"].State.ShouldBe("Leader 4");
        scene["B"].Log.ToString().ShouldBe("m2 m4");
    }

    [Fact]
    public void Scene_4_Acknowledgements_carry_the_epoch()
    {
        using Scene scene = Scene3();
        scene["A"].Machine.Progress.Single(p => p.Replica == Names.Voter("C")).Acknowledged.ShouldBe(new LogPosition(1, 1));
    }

    private static Scene Scene3(int entries = 2, PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 3, "m1 a m3");
        scene.Add("B", "m2", epoch: 3);
        scene.Follower("C", "A", 3, "");
        scene.Fetch("C", "A", most: entries);
        scene.Acknowledge("C", "A");
        scene.Campaign("B", 4);
        return scene;
    }

    [Fact]
    public void Scene_6_Sync_before_Fetch()
    {
        using Scene scene = Scene6();
        scene.Has<FetchMessage>("C", "A").ShouldBeFalse();
        scene.Acknowledge("C", "A");
        scene["A"].HighWatermark.ShouldBe(1);

        scene["C"].Crash();
        scene["C"].Log.ToString().ShouldBe("m1 a");
        scene.Campaign("B", 2);
        scene.Vote("B", "C").ShouldBeFalse();
        scene.Elect("C", 3, by: "B");
    }

    [Fact]
    public void Scene_6_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene6(PlantedFault.FetchBeforeSync);
        scene.Pass(0, "C");
        scene.Deliver<FetchMessage>("C", "A");
        TheRecordIsLost(scene);
    }

    [Fact]
    public void Scene_7_A_Fetch_that_looks_for_the_leader_acknowledges_too()
    {
        using Scene scene = Scene6();
        BecomeUnattached(scene);
        scene.Has<FetchMessage>("C", "A").ShouldBeFalse();
        scene.Acknowledge("C", "A");
        scene["A"].HighWatermark.ShouldBe(1);
        scene["C"].Crash();
        scene["C"].Log.ToString().ShouldBe("m1 a");
    }

    [Fact]
    public void Scene_7_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene6(PlantedFault.LookBeforeSync);
        BecomeUnattached(scene);
        scene.Deliver<FetchMessage>("C", "A");
        TheRecordIsLost(scene);
    }

    /// <summary>C has been given `a`, which is not on its disk yet.</summary>
    private static Scene Scene6(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1 a");
        scene.Follower("B", "A", 1, "m1");
        scene.Follower("C", "A", 1, "m1");
        scene.Fetch("C", "A");
        scene["C"].Log.ToString().ShouldBe("m1 a*");
        return scene;
    }

    private static void BecomeUnattached(Scene scene)
    {
        for (int i = 0; i < 100 && scene["C"].State != "Unattached 1"; i++) scene.Pass(10, "C");
        scene.DropAll();
        scene.Pass(25, "C");
        scene["C"].State.ShouldBe("Unattached 1");
    }

    private static void TheRecordIsLost(Scene scene)
    {
        scene["A"].HighWatermark.ShouldBe(1);
        scene["C"].Crash();
        scene.Campaign("B", 2);
        scene.Vote("B", "C").ShouldBeTrue();
        scene["B"].State.ShouldBe("Leader 2");
        scene["B"].Log.ToString().ShouldBe("m1 m2");
    }

    [Fact]
    public void Scene_8_The_leaders_own_copy_counts_when_it_is_synced()
    {
        using Scene scene = Scene8();
        scene["A"].HighWatermark.ShouldBe(0);
        scene["A"].Sync();
        scene["A"].HighWatermark.ShouldBe(1);
    }

    [Fact]
    public void Scene_8_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene8(PlantedFault.CountUnsyncedOwnCopy);
        scene["A"].HighWatermark.ShouldBe(1);
        scene["A"].Crash();
        scene.Add("B", "m1", epoch: 1);
        scene.Elect("B", 2, by: "A");
        scene["B"].Log.ToString().ShouldBe("m1 m2");
    }

    private static Scene Scene8(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("C", "A", 1, "m1");
        scene["A"].Write("a");
        scene.Fetch("C", "A");
        scene.Acknowledge("C", "A");
        return scene;
    }

    [Fact]
    public void Scene_26_A_duplicate_may_be_answered_when_the_new_leader_has_its_batch_on_a_majority()
    {
        // `a` was appended under A and its answer lost. B inherits it, and with it the producer's sequence number.
        using Scene scene = new();
        scene.Add("B", "m1 a", epoch: 1);
        scene.Add("C", "m1", epoch: 1);
        scene.Elect("B", 2, by: "C");
        scene["B"].HighWatermark.ShouldBe(0);
        scene["B"].Machine.IsHighWatermarkCurrent.ShouldBeFalse();
        scene.Deliver<BeginMessage>("B", "C");
        scene.CatchUp("C", "B");
        scene["B"].HighWatermark.ShouldBe(1);
        scene["B"].Machine.IsHighWatermarkCurrent.ShouldBeTrue();
    }

    [Fact]
    public void Fewer_copies_than_a_majority_or_copies_of_observers_do_not_commit()
    {
        static long HighWatermark(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            scene.Leader("A", 1, "m1 a");
            scene.Observer("D", "A", 1);
            // Only what is committed is given to it: it has copied this log from the leader of before.
            foreach (Entry entry in scene["A"].Log.Entries) scene["D"].Log.Append(entry);
            scene["D"].Log.Sync();
            FetchRequest request = new(Names.Voter("D"), 1, scene["D"].Log.End);
            scene["A"].Do(actions => scene["A"].Machine.OnFetch(request, scene.Now, actions));
            return scene["A"].HighWatermark;
        }
        HighWatermark(PlantedFault.None).ShouldBe(0);
        HighWatermark(PlantedFault.CountObservers).ShouldBe(1);
        HighWatermark(PlantedFault.CommitBelowMajority).ShouldBe(1);
    }

    [Fact]
    public void A_follower_believes_of_a_high_watermark_only_what_it_has()
    {
        static long HighWatermark(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            scene.Leader("A", 1, "m1 a b");
            scene.Follower("B", "A", 1, "m1 a b");
            scene.Fetch("B", "A");
            scene.Follower("C", "A", 1, "");
            scene.Fetch("C", "A", most: 2);
            scene["C"].Sync();
            return scene["C"].HighWatermark;
        }
        HighWatermark(PlantedFault.None).ShouldBe(1);
        HighWatermark(PlantedFault.TrustToldHighWatermark).ShouldBe(2);
    }
}
