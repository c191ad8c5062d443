using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>How logs that went apart come together again. Numbers as in docs/consensus.md.</summary>
public sealed class DivergenceScenes
{
    [Fact]
    public void Scene_11_Markers_at_the_cut_go()
    {
        using Scene scene = Scene11();
        scene.Fetch("A", "B");
        scene["A"].Log.ToString().ShouldBe("");
        scene.CatchUp("A", "B");
        scene["A"].Log.ToString().ShouldBe("m2");
    }

    [Fact]
    public void Scene_11_Without_it_the_follower_asks_the_same_for_ever()
    {
        using Scene scene = Scene11(PlantedFault.MarkersAtTheCutStay);
        for (int i = 0; i < 10; i++)
        {
            scene.Fetch("A", "B");
            scene["A"].Log.ToString().ShouldBe("m1");
            scene.Latest<FetchMessage>("A", "B").Request.Position.ShouldBe(new LogPosition(1, 0));
        }
    }

    private static Scene Scene11(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("B", 2, "m2");
        scene.Follower("A", "B", 2, "m1");
        return scene;
    }

    [Fact]
    public void Scene_18_Late_and_doubled_answers_are_dropped()
    {
        using Scene scene = Scene18();
        scene["B"].Log.ToString().ShouldBe("m2 b");
        scene.Campaign("C", 3);
        scene.Vote("C", "B").ShouldBeFalse();
    }

    [Fact]
    public void Scene_18_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene18(PlantedFault.UseAnyAnswer);
        scene["B"].Log.ToString().ShouldBe("");
        scene.Campaign("C", 3);
        scene.Vote("C", "B").ShouldBeTrue();
        scene["C"].State.ShouldBe("Leader 3");
    }

    private static Scene Scene18(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 2, "m2 b");
        scene.Follower("B", "A", 2, "m1 a");
        scene.Add("C", "", epoch: 2, voted: "A");
        scene.Deliver<FetchMessage>("B", "A");
        FetchAnswerMessage diverging = scene.Latest<FetchAnswerMessage>("A", "B");
        diverging.Answer.Kind.ShouldBe(FetchVerdictKind.Diverging);
        diverging.Answer.Position.ShouldBe(LogPosition.Zero);
        scene.Deliver<FetchAnswerMessage>("A", "B");
        scene.Fetch("B", "A");
        scene.Acknowledge("B", "A");
        scene["A"].HighWatermark.ShouldBe(1);
        scene.Deliver(diverging); // Once more.
        return scene;
    }

    [Fact]
    public void Scene_19_A_base_is_never_behind_a_marker()
    {
        using Scene scene = Scene19(new LogPosition(1, 1));
        scene.Fetch("B", "C");
        scene["B"].Log.ToString().ShouldBe("");
        scene.CatchUp("B", "C");
        scene["B"].Log.ToString().ShouldBe("m3");
    }

    [Fact]
    public void Scene_19_Without_it_a_follower_stops_for_good()
    {
        using Scene scene = Scene19(new LogPosition(2, 1), PlantedFault.BaseBehindMarker);
        scene.Fetch("B", "C");
        scene["B"].State.ShouldBe("Stopped");
        scene["B"].Stopped!.ShouldContain("does not shorten");
    }

    private static Scene Scene19(LogPosition moved, PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Add("B", "m1 a", epoch: 1, highWatermark: 1);
        scene.Add("C", "m1 a", epoch: 1, highWatermark: 1);
        scene.Add("A", "m1 a", epoch: 1, highWatermark: 1);
        scene.Elect("B", 2, by: "C");
        scene["B"].Log.MoveBase(moved);
        scene["B"].Crash(highWatermarkHint: 1);
        scene.Elect("C", 3, by: "A");
        scene.Deliver<BeginMessage>("C", "B");
        return scene;
    }

    [Fact]
    public void Scene_22_A_position_inside_an_emptied_batch_is_known()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1 ~3 d");
        scene.Follower("C", "A", 1, "m1 a b");
        scene.Fetch("C", "A");
        scene["C"].Log.ToString().ShouldBe("m1 a b ~1* d*");
        scene.Acknowledge("C", "A");
        scene["A"].HighWatermark.ShouldBe(4);
    }

    [Fact]
    public void Who_asks_from_before_the_base_gets_the_base()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1 a b");
        scene.Follower("B", "A", 1, "m1 a b");
        scene.Fetch("B", "A");
        a.HighWatermark.ShouldBe(2);
        a.Log.MoveBase(new LogPosition(1, 1));

        SceneReplica c = scene.Follower("C", "A", 1, "");
        scene.Fetch("C", "A");
        c.Done[^1].ShouldBe(new FetchBase(1, 1, new LogPosition(1, 1)));
        c.CopyBase(a);
        c.Log.Base.ShouldBe(new LogPosition(1, 1));
        c.HighWatermark.ShouldBe(1); // What stands before a base is committed.
        scene.CatchUp("C", "A");
        c.Log.ToString().ShouldBe("b");
    }

    [Fact]
    public void A_base_that_could_not_be_got_is_asked_for_again()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1 a b").Log.MoveBase(new LogPosition(1, 1));
        SceneReplica c = scene.Follower("C", "A", 1, "");
        scene.Fetch("C", "A");
        scene.Has<FetchMessage>("C", "A").ShouldBeFalse();
        c.Do(actions => c.Machine.OnBase(1, 1, null, scene.Now, actions));
        scene.Latest<FetchMessage>("C", "A").Request.Position.ShouldBe(LogPosition.Zero);
    }

    [Fact]
    public void A_base_below_the_own_high_watermark_stops_the_replica()
    {
        using Scene scene = new();
        scene.Leader("A", 2, "m2 a b c").Log.MoveBase(new LogPosition(2, 1));
        SceneReplica c = scene.Follower("C", "A", 2, "m1 a b", highWatermark: 2);
        scene.Fetch("C", "A");
        c.Stopped!.ShouldContain("below the high watermark 2");
    }

    [Fact]
    public void A_cut_below_the_own_high_watermark_stops_the_replica()
    {
        using Scene scene = new();
        scene.Leader("A", 2, "m2 b");
        SceneReplica c = scene.Follower("C", "A", 2, "m1 a", highWatermark: 1);
        scene.Fetch("C", "A");
        c.Stopped!.ShouldContain("below the high watermark 1");
        c.Machine.NextDeadline.ShouldBe(long.MaxValue);
        scene.Pass(10_000, "C");
        c.State.ShouldBe("Stopped");
    }

    [Fact]
    public void A_position_is_looked_up_with_its_epoch()
    {
        static string AfterAFetch(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            scene.Leader("A", 2, "m2 b c");
            scene.Follower("C", "A", 2, "m1 a");
            scene.Fetch("C", "A");
            return scene["C"].Log.ToString();
        }
        AfterAFetch(PlantedFault.None).ShouldBe("");
        AfterAFetch(PlantedFault.LookUpByOffset).ShouldBe("m1 a m2* b* c*"); // One position names two logs.
    }

    [Fact]
    public void Logs_that_share_an_epoch_part_where_the_shorter_one_ends_it()
    {
        using Scene scene = new();
        scene.Leader("A", 4, "m1 a b m2 c m4");
        SceneReplica c = scene.Follower("C", "A", 4, "m1 a b m2 c d m3 e");
        scene.Fetch("C", "A");
        c.Log.ToString().ShouldBe("m1 a b m2 c");
        scene.CatchUp("C", "A");
        c.Log.ToString().ShouldBe("m1 a b m2 c m4");
    }

    [Fact]
    public void Entries_that_do_not_continue_the_log_are_asked_for_again_after_a_pause()
    {
        using Scene scene = new();
        scene.Leader("A", 2, "m1 a m2 b");
        SceneReplica c = scene.Follower("C", "A", 2, "m1");
        scene.Deliver<FetchMessage>("C", "A");
        FetchAnswerMessage answer = scene.Latest<FetchAnswerMessage>("A", "C");
        scene.Deliver(answer with { Entries = [.. answer.Entries.Skip(2)] }); // m2 is gone: `b` is of an epoch that does not follow.
        c.Log.ToString().ShouldBe("m1");
        scene.Has<FetchMessage>("C", "A").ShouldBeFalse();
        scene.Pass(scene.Timers.ResendMs, "C");
        scene.CatchUp("C", "A");
        c.Log.ToString().ShouldBe("m1 a m2 b");
    }
}
