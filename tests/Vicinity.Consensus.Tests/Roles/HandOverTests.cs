using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>A leader that stops on purpose (rules L4, V5).</summary>
public sealed class HandOverTests
{
    [Fact]
    public void The_preferred_successor_leads_within_a_few_messages_although_others_had_a_living_leader()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            using Scene scene = ThreeAtRest(seed);
            scene["A"].Do(actions => scene["A"].Machine.Resign(Names.Voter("C"), scene.Now, actions));
            scene["A"].State.ShouldBe("Unattached 1");
            scene.Latest<EndMessage>("A", "B").End.Successors[0].ShouldBe(Names.Voter("C"));
            scene.Run(40);
            scene["C"].State.ShouldBe("Leader 2");
            scene.Run(100);
            scene.Replicas.ShouldAllBe(r => r.Epoch == 2 && r.Leader == "C");
        }
    }

    [Fact]
    public void A_preferred_successor_that_lacks_something_does_not_come_first()
    {
        using Scene scene = ThreeAtRest();
        scene.CutLink("A", "C");
        scene["A"].Write("a");
        scene.Run(20);
        scene.HealLinks();
        scene["A"].Do(actions => scene["A"].Machine.Resign(Names.Voter("C"), scene.Now, actions));
        scene.Latest<EndMessage>("A", "C").End.Successors.ShouldBe([Names.Voter("B"), Names.Voter("C")]);
    }

    [Fact]
    public void When_the_first_successor_is_gone_the_second_follows_soon()
    {
        using Scene scene = ThreeAtRest();
        scene["A"].Do(actions => scene["A"].Machine.Resign(Names.Voter("C"), scene.Now, actions));
        scene.Remove("C");
        scene.Run(100);
        scene["B"].State.ShouldBe("Leader 2");
    }

    [Fact]
    public void A_doubled_word_of_a_leader_that_has_stopped_brings_nobody_back_to_it()
    {
        using Scene scene = ThreeAtRest();
        BeginEpoch begin = new(1, Names.Voter("A"), Names.Voter("B"));
        scene["A"].Do(actions => scene["A"].Machine.Resign(null, scene.Now, actions));
        scene.Deliver<EndMessage>("A", "B");
        string state = scene["B"].State;
        scene["B"].Do(actions => { scene["B"].Machine.OnBeginEpoch(begin, scene.Now, actions); });
        scene["B"].Machine.OnLeaderAlive(1, 1, scene.Now);
        scene["B"].State.ShouldBe(state);
        scene["B"].Leader.ShouldBe("-");
    }

    [Fact]
    public void A_refused_Fetch_tells_a_follower_whose_EndQuorumEpoch_was_lost()
    {
        using Scene scene = ThreeAtRest();
        scene["A"].Do(actions => scene["A"].Machine.Resign(null, scene.Now, actions));
        scene.DropAll();
        FetchAnswer refused = new(1, 1, scene["B"].Log.End, FetchVerdictKind.Refused, QuorumError.NotLeader, 1, -1, default, -1, false);
        scene.Deliver(new FetchAnswerMessage("A", "B", refused, []));
        scene["B"].State.ShouldBe("Unattached 1");
        scene["B"].Machine.NextDeadline.ShouldBeLessThanOrEqualTo(scene.Now + scene.Timers.LeaderLostJitterMs);
    }

    [Fact]
    public void Who_does_not_lead_resigns_from_nothing_and_a_candidate_gives_up()
    {
        using Scene scene = ThreeAtRest();
        scene["B"].Do(actions => scene["B"].Machine.Resign(null, scene.Now, actions));
        scene["B"].State.ShouldBe("Follower 1");
        scene.Campaign("B", 2);
        scene["B"].Do(actions => scene["B"].Machine.Resign(null, scene.Now, actions));
        scene["B"].State.ShouldBe("Unattached 2");
    }

    private static Scene ThreeAtRest(ulong seed = 1)
    {
        Scene scene = new(seed: seed);
        scene.Leader("A", 1, "m1");
        scene.Follower("B", "A", 1, "m1", voted: "A");
        scene.Follower("C", "A", 1, "m1", voted: "A");
        scene.Run(120);
        return scene;
    }
}
