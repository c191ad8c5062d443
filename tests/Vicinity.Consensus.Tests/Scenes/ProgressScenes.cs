using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>That leaders are found, kept while they are good, and left when they are not. Numbers as in docs/consensus.md.</summary>
public sealed class ProgressScenes
{
    [Fact]
    public void Scene_27_Who_was_cut_off_returns_without_raising_the_epoch()
    {
        using Scene scene = ThreeAtRest();
        scene.CutLink("C", "A");
        scene.CutLink("C", "B");
        scene.Run(60_000);
        scene["C"].Epoch.ShouldBe(1);
        scene["C"].Done.OfType<RecordVote>().ShouldBeEmpty();
        scene.HealLinks();
        scene.Run(400);
        scene["C"].State.ShouldBe("Follower 1");
        scene["A"].State.ShouldBe("Leader 1");
    }

    [Fact]
    public void Scene_27_Also_if_only_the_link_to_the_leader_was_cut()
    {
        using Scene scene = ThreeAtRest();
        scene.CutLink("C", "A");
        scene.Run(20_000);
        scene.Replicas.ShouldAllBe(r => r.Epoch == 1);
        scene["A"].State.ShouldBe("Leader 1");
        scene.HealLinks();
        scene.Run(800);
        scene["C"].State.ShouldBe("Follower 1");
    }

    [Fact]
    public void Scene_27_Without_pre_votes_the_epoch_rises()
    {
        using Scene scene = ThreeAtRest(PlantedFault.NoPreVote);
        scene.CutLink("C", "A");
        scene.CutLink("C", "B");
        scene.Run(60_000);
        scene["C"].Epoch.ShouldBeGreaterThan(20);
        scene.HealLinks();
        scene.Run(400);
        scene["A"].State.ShouldNotBe("Leader 1");
    }

    [Fact]
    public void Scene_28_A_leader_alone_stops()
    {
        using Scene scene = ThreeAtRest();
        scene.CutLink("A", "B");
        scene.CutLink("A", "C");
        scene["A"].Write("a");
        scene.Run(360); // 300 ms from the last Fetch that came before.
        scene["A"].State.ShouldBe("Unattached 1");
        scene["A"].Machine.LeaderId.ShouldBe(-1);
        scene["A"].HighWatermark.ShouldBe(0);
        scene.Run(2000);
        SceneReplica leader = scene.Replicas.Single(r => r.Role == QuorumRole.Leader);
        leader.Write("b");
        scene.HealLinks();
        scene.Run(2000);
        scene.Replicas.ShouldAllBe(r => r.Log.ToString() == leader.Log.ToString() && r.HighWatermark == 1);
        scene["A"].Log.Entries.ShouldAllBe(e => e.Name != "a");
    }

    [Fact]
    public void Scene_28_Without_check_quorum_it_leads_on_for_ever()
    {
        using Scene scene = ThreeAtRest(PlantedFault.NoCheckQuorum);
        scene.CutLink("A", "B");
        scene.CutLink("A", "C");
        scene.Run(5000);
        scene["A"].State.ShouldBe("Leader 1");
    }

    [Fact]
    public void A_parked_Fetch_that_is_looked_at_again_is_no_sign_of_life()
    {
        using Scene scene = ThreeAtRest();
        SceneReplica leader = scene["A"];
        FetchRequest parked = new(Names.Voter("B"), 1, leader.Log.End);
        for (int i = 0; i < 8; i++)
        {
            // B is dead; clients write on, and each write looks at what is parked.
            scene.Pass(50, "A");
            leader.Do(actions => leader.Machine.OnFetch(parked, scene.Now, actions, isParked: true));
        }
        leader.State.ShouldBe("Unattached 1");
    }

    [Fact]
    public void Scene_29_A_restarted_follower_finds_its_leader()
    {
        using Scene scene = Scene29();
        scene.Pass(0, "B");
        scene.Deliver<FetchMessage>("B", "C");
        FetchAnswer answer = scene.Latest<FetchAnswerMessage>("C", "B").Answer;
        (answer.Error, answer.LeaderId, answer.Epoch).ShouldBe((QuorumError.NotLeader, 1, 1));
        scene.Deliver<FetchAnswerMessage>("C", "B");
        scene["B"].State.ShouldBe("Follower 1");
        scene["B"].Leader.ShouldBe("A");
    }

    [Fact]
    public void Scene_29_Without_it_nobody_is_asked()
    {
        using Scene scene = Scene29(PlantedFault.DoNotLookForLeader);
        scene.Pass(100, "B");
        scene.UnderWay.OfType<FetchMessage>().ShouldNotContain(f => f.From == "B");
    }

    private static Scene Scene29(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("C", "A", 1, "m1");
        scene.Add("B", "m1", epoch: 1);
        return scene;
    }

    private static Scene ThreeAtRest(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1", voted: "A");
        scene.Follower("C", "A", 1, "m1", voted: "A");
        scene.Run(100);
        scene.Replicas.Count(r => r.Role == QuorumRole.Follower).ShouldBe(2);
        return scene;
    }
}
