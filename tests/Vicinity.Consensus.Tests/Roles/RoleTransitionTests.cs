using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>How a replica goes from role to role.</summary>
public sealed class RoleTransitionTests
{
    [Fact]
    public void Unattached_becomes_prospective_by_its_timer_when_it_is_a_voter_and_never_when_it_is_none()
    {
        using Scene scene = new();
        scene.Add("A");
        scene.Add("D", voters: "A,B,C");
        scene.Pass(scene.Timers.FetchTimeoutMs + scene.Timers.FetchTimeoutJitterMs);
        scene["A"].State.ShouldBe("Prospective 0");
        scene.Pass(10_000, "D");
        scene["D"].State.ShouldBe("Unattached 0");
        scene.UnderWay.OfType<FetchMessage>().ShouldContain(f => f.From == "D" && f.To == "A"); // But it looks for the leader.
    }

    [Fact]
    public void In_a_new_partition_nobody_asks_for_votes_while_the_first_leader_is_about_to_be_named()
    {
        QuorumTimers timers = new() { FirstLeaderMs = 5000 };
        var log = new MemoryLog("", Names.Set("A,B,C"));
        var patient = new QuorumReplica(Names.Voter("B"), log, 0, null, 0, timers, new Prng(1), 0);
        var actions = new QuorumActions();

        for (long now = 0; now < 5000 + timers.FetchTimeoutMs; now = patient.NextDeadline) patient.Tick(now, actions);
        patient.Role.ShouldBe(QuorumRole.Unattached);
        patient.Tick(5000 + timers.FetchTimeoutMs + timers.FetchTimeoutJitterMs, actions);
        patient.Role.ShouldBe(QuorumRole.Prospective);

        var named = new QuorumReplica(Names.Voter("A"), log, 0, null, 0, timers, new Prng(1), 0);
        named.Campaign(1, actions);
        named.Role.ShouldBe(QuorumRole.Candidate);
    }

    [Fact]
    public void A_newcomer_that_knows_no_voters_waits_until_it_is_told_who_leads()
    {
        using Scene scene = new();
        SceneReplica newcomer = scene.Add("D", voters: "");
        newcomer.Machine.NextDeadline.ShouldBe(long.MaxValue);
        scene.Leader("A", 3, "m1 m3");
        newcomer.Do(actions => newcomer.Machine.OnLeaderLearnt(1, 3, scene.Now, actions));
        newcomer.State.ShouldBe("Follower 3");
        scene.Fetch("D", "A");
        newcomer.Log.ToString().ShouldBe(""); // Nothing is committed in epoch 3 yet.
    }

    [Fact]
    public void A_newcomer_whose_leader_is_silent_asks_the_same_one_again()
    {
        using Scene scene = new();
        SceneReplica newcomer = scene.Observer("D", "A", 1);
        scene.Add("A", "m1", epoch: 1);
        scene.DropAll();
        scene.Pass(400, "D");
        newcomer.State.ShouldBe("Follower 1");
        scene.Has<FetchMessage>("D", "A").ShouldBeTrue();
    }

    [Fact]
    public void A_silent_leader_makes_its_follower_prospective_in_the_same_epoch_with_nothing_written()
    {
        using Scene scene = new();
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        b.Done.Clear();
        scene.Pass(scene.Timers.FetchTimeoutMs - 1);
        b.State.ShouldBe("Follower 1");
        scene.Pass(scene.Timers.FetchTimeoutJitterMs + 1);
        b.State.ShouldBe("Prospective 1");
        b.Machine.LeaderId.ShouldBe(-1);
        b.Done.ShouldAllBe(a => a is SendVote);
    }

    [Fact]
    public void A_lost_connection_to_the_leader_shortens_the_wait_and_that_to_another_node_does_not()
    {
        using Scene scene = new();
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        long before = b.Machine.NextDeadline;
        b.Machine.OnNodeLost(3, scene.Now);
        b.Machine.NextDeadline.ShouldBe(before);
        b.Machine.OnNodeLost(1, scene.Now);
        b.Machine.NextDeadline.ShouldBeLessThan(scene.Now + scene.Timers.LeaderLostJitterMs);
    }

    [Fact]
    public void A_sign_of_life_keeps_a_follower_without_a_new_Fetch()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        b.Done.Clear();
        for (int i = 0; i < 100; i++)
        {
            scene.Pass(50, "B");
            b.Machine.OnLeaderAlive(1, 1, scene.Now);
        }
        b.State.ShouldBe("Follower 1");
        b.Done.ShouldBeEmpty();
    }

    [Fact]
    public void A_sign_of_life_may_be_told_late_and_counts_from_when_it_was_given()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        long heard = scene.Now + 100;
        scene.Pass(150, "B");
        b.Machine.OnLeaderAlive(1, 1, heard);
        b.Machine.NextDeadline.ShouldBeInRange(heard + scene.Timers.FetchTimeoutMs, heard + scene.Timers.FetchTimeoutMs + scene.Timers.FetchTimeoutJitterMs);

        // An older one, and the same again, change nothing.
        long deadline = b.Machine.NextDeadline;
        b.Machine.OnLeaderAlive(1, 1, heard - 50);
        b.Machine.OnLeaderAlive(1, 1, heard);
        b.Machine.NextDeadline.ShouldBe(deadline);
    }

    [Fact]
    public void A_sign_of_life_from_before_the_connection_was_lost_says_nothing_any_more()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        scene.Pass(100, "B");
        b.Machine.OnNodeLost(1, scene.Now);
        long deadline = b.Machine.NextDeadline;
        b.Machine.OnLeaderAlive(1, 1, scene.Now - 10);
        b.Machine.NextDeadline.ShouldBe(deadline);
        b.Machine.OnLeaderAlive(1, 1, scene.Now + 1);
        b.Machine.NextDeadline.ShouldBeGreaterThan(deadline);
    }

    [Fact]
    public void A_sign_of_life_names_no_leader()
    {
        using Scene scene = new();
        SceneReplica b = scene.Add("B", "m1", epoch: 1);
        b.Machine.OnLeaderAlive(1, 1, scene.Now);
        b.State.ShouldBe("Unattached 1");

        // Nor does it bring one back that has said that it does not lead.
        SceneReplica c = scene.Follower("C", "A", 1, "m1");
        FetchAnswer refused = new(1, 1, c.Log.End, FetchVerdictKind.Refused, QuorumError.NotLeader, 1, -1, default, -1, false);
        scene.Deliver(new FetchAnswerMessage("A", "C", refused, []));
        c.Machine.OnLeaderAlive(1, 1, scene.Now);
        c.State.ShouldBe("Unattached 1");
    }

    [Fact]
    public void The_leaders_own_refusal_of_a_pre_vote_brings_a_prospective_replica_back_and_the_word_of_others_does_not()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        scene.Follower("C", "A", 1, "m1");
        scene["C"].Machine.OnLeaderAlive(1, 1, scene.Now);
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        scene.Pass(scene.Timers.FetchTimeoutMs + scene.Timers.FetchTimeoutJitterMs, "B");
        scene.Vote("B", "C").ShouldBeFalse();
        b.State.ShouldBe("Prospective 1");
        scene.Vote("B", "A").ShouldBeFalse();
        b.State.ShouldBe("Follower 1");
        b.Leader.ShouldBe("A");
    }

    [Fact]
    public void A_follower_grants_a_pre_vote_when_its_leader_is_lost_and_not_before()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        b.Machine.OnLeaderAlive(1, 1, scene.Now);
        VoteRequest request = new(Names.Voter("C"), Names.Voter("B"), 1, new LogPosition(1, 0), true);
        b.Do(actions => b.Machine.OnVote(request, scene.Now, actions)).IsGranted.ShouldBeFalse();
        b.Machine.OnNodeLost(1, scene.Now);
        b.Do(actions => b.Machine.OnVote(request with { LogEnd = LogPosition.Zero }, scene.Now, actions)).IsGranted.ShouldBeFalse();
        b.Do(actions => b.Machine.OnVote(request, scene.Now, actions)).IsGranted.ShouldBeTrue();
        b.Done.OfType<RecordVote>().ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_that_ask_for_pre_votes_at_once_one_goes_first()
    {
        using Scene scene = new();
        foreach (string name in (string[])["B", "C"])
        {
            scene.Follower(name, "A", 1, "m1", voted: "A");
            scene[name].Machine.OnNodeLost(1, scene.Now);
        }
        for (int i = 0; i < 20 && !scene.Replicas.All(r => r.Role == QuorumRole.Prospective); i++) scene.Pass(1);
        VoteMessage ofB = scene.Latest<VoteMessage>("B", "C");
        VoteMessage ofC = scene.Latest<VoteMessage>("C", "B");
        scene.DropAll();
        scene.Deliver(ofB);
        scene.Deliver(ofC);
        scene.Latest<VoteAnswerMessage>("C", "B").Answer.IsGranted.ShouldBeFalse();
        scene.Latest<VoteAnswerMessage>("B", "C").Answer.IsGranted.ShouldBeTrue();
        scene.Deliver<VoteAnswerMessage>("B", "C");
        scene["C"].State.ShouldBe("Candidate 2");
    }

    [Fact]
    public void A_candidate_that_hears_of_the_leader_of_its_epoch_follows_it()
    {
        using Scene scene = new();
        scene.Add("B", "m1", epoch: 1);
        scene.Campaign("B", 2);
        BeginEpoch begin = new(2, Names.Voter("A"), Names.Voter("B"));
        scene["B"].Do(actions => { scene["B"].Machine.OnBeginEpoch(begin, scene.Now, actions); });
        scene["B"].State.ShouldBe("Follower 2");
    }

    [Fact]
    public void A_candidate_gives_up_and_tries_again_with_growing_pauses()
    {
        using Scene scene = new();
        scene.Add("A");
        scene.Pass(60_000);
        scene["A"].State.ShouldBe("Prospective 0", "nobody grants a pre-vote: no epoch was spent");
        scene.Campaign("A", 1);
        scene.Pass(scene.Timers.CandidacyMs * 2);
        scene["A"].Role.ShouldNotBe(QuorumRole.Candidate);
        scene["A"].Epoch.ShouldBe(1);
    }

    [Fact]
    public void Two_leaders_of_one_epoch_stop_the_replica_that_sees_it()
    {
        using Scene scene = new();
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        BeginEpoch begin = new(1, Names.Voter("C"), Names.Voter("B"));
        b.Do(actions => { b.Machine.OnBeginEpoch(begin, scene.Now, actions); });
        b.Stopped.ShouldBe("two leaders of epoch 1: nodes 1 and 3");
        b.Machine.IsStopped.ShouldBeTrue();
        FetchRequest request = new(Names.Voter("C"), 1, LogPosition.Zero);
        b.Do(actions => b.Machine.OnFetch(request, scene.Now, actions)).Kind.ShouldBe(FetchVerdictKind.Refused);
    }

    [Fact]
    public void Hearsay_of_another_leader_stops_nobody()
    {
        using Scene scene = new();
        SceneReplica b = scene.Follower("B", "A", 1, "m1");
        b.Do(actions => b.Machine.OnLeaderLearnt(3, 1, scene.Now, actions));
        b.State.ShouldBe("Follower 1");
        b.Leader.ShouldBe("A");
        b.Do(actions => b.Machine.OnLeaderLearnt(3, 2, scene.Now, actions));
        b.Leader.ShouldBe("C");
    }

    [Fact]
    public void Messages_to_another_replica_of_the_node_are_refused_and_change_nothing()
    {
        using Scene scene = new();
        SceneReplica b = scene.Add("B", "m1", epoch: 1);
        BeginEpoch begin = new(5, Names.Voter("A"), Names.Voter("B'"));
        b.Do(actions => b.Machine.OnBeginEpoch(begin, scene.Now, actions)).Error.ShouldBe(QuorumError.InvalidVoterKey);
        VoteRequest vote = new(Names.Voter("A"), Names.Voter("B'"), 5, new LogPosition(1, 9), false);
        b.Do(actions => b.Machine.OnVote(vote, scene.Now, actions)).Error.ShouldBe(QuorumError.InvalidVoterKey);
        b.State.ShouldBe("Unattached 1");
    }

    [Fact]
    public void Requests_of_an_older_epoch_are_fenced_and_told_the_leader()
    {
        using Scene scene = new();
        SceneReplica b = scene.Leader("B", 3, "m3");
        FetchRequest fetch = new(Names.Voter("A"), 2, LogPosition.Zero);
        FetchVerdict verdict = b.Do(actions => b.Machine.OnFetch(fetch, scene.Now, actions));
        (verdict.Error, verdict.Epoch, verdict.LeaderId).ShouldBe((QuorumError.FencedLeaderEpoch, 3, 2));
        VoteRequest vote = new(Names.Voter("A"), Names.Voter("B"), 2, new LogPosition(1, 9), false);
        b.Do(actions => b.Machine.OnVote(vote, scene.Now, actions)).Error.ShouldBe(QuorumError.FencedLeaderEpoch);
        EndEpoch end = new(2, 1, []);
        b.Do(actions => b.Machine.OnEndEpoch(end, scene.Now, actions)).Error.ShouldBe(QuorumError.FencedLeaderEpoch);
        b.State.ShouldBe("Leader 3");
    }

    [Fact]
    public void A_log_of_a_later_epoch_than_the_vote_record_is_not_accepted()
    {
        using Scene scene = new();
        Should.Throw<ArgumentException>(() => scene.Add("A", "m1 m5", epoch: 4)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void A_vote_from_a_log_that_cannot_be_is_refused_and_takes_no_epoch()
    {
        using Scene scene = new();
        SceneReplica b = scene.Add("B", "m1", epoch: 1);
        foreach (LogPosition end in (LogPosition[])[new(9, 0), new(10, 0), new(1, -1), new(-1, 0)])
        {
            VoteRequest request = new(Names.Voter("A"), Names.Voter("B"), 9, end, false);
            b.Do(actions => b.Machine.OnVote(request, scene.Now, actions)).IsGranted.ShouldBeFalse();
        }
        b.Epoch.ShouldBe(1);
    }

    [Fact]
    public void The_last_epoch_of_all_is_not_passed()
    {
        using Scene scene = new();
        SceneReplica a = scene.Add("A", "", epoch: int.MaxValue);
        a.Do(actions => a.Machine.Campaign(scene.Now, actions));
        a.Stopped!.ShouldContain("2147483647");
    }
}
