using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>Who may win an election. Each scene is played twice: as the rules are, and with one of them broken. Numbers as in docs/consensus.md.</summary>
public sealed class VoteScenes
{
    [Fact]
    public void Scene_1_Votes_compare_epochs_first()
    {
        using Scene scene = Scene1();
        scene.Vote("A", "B").ShouldBeFalse();
        scene.Vote("A", "C").ShouldBeFalse();
        scene["B"].Epoch.ShouldBe(3);
        scene["C"].Epoch.ShouldBe(3);

        // B or C is elected next; A cuts what nobody was told of.
        scene.Elect("B", 4, by: "C");
        scene.Deliver<BeginMessage>("B", "A");
        scene.CatchUp("A", "B");
        scene["A"].Log.ToString().ShouldBe("m2 b m4");
    }

    [Fact]
    public void Scene_1_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene1(PlantedFault.VotesCompareOffsetsOnly);
        scene.Vote("A", "B").ShouldBeTrue();
        scene["A"].State.ShouldBe("Leader 3");
        scene["A"].Log.ToString().ShouldBe("m1 a m3");
    }

    private static Scene Scene1(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Add("A", "m1 a", epoch: 2);
        scene.Leader("B", 2, "m2 b");
        scene.Follower("C", "B", 2, "m2 b");
        scene.Fetch("C", "B");
        scene["B"].HighWatermark.ShouldBe(1);
        scene.Campaign("A", 3);
        return scene;
    }

    [Fact]
    public void Scene_2_A_marker_counts_in_votes()
    {
        using Scene scene = Scene2();
        scene.Vote("B", "A").ShouldBeFalse();
        scene.Vote("B", "C").ShouldBeFalse();
        scene["B"].State.ShouldNotBe("Leader 4");
    }

    [Fact]
    public void Scene_2_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene2(PlantedFault.MarkerIsNoLastEntryInVotes);
        scene.Vote("B", "A").ShouldBeTrue();
        scene["B"].State.ShouldBe("Leader 4");
        scene["B"].Log.ToString().ShouldBe("m2 b m4");
    }

    private static Scene Scene2(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 3, "m1 a m3");
        scene.Follower("C", "A", 3, "m1 a m3");
        scene.Fetch("C", "A");
        scene["A"].HighWatermark.ShouldBe(1);
        scene.Add("B", "m2 b", epoch: 3);
        scene.Campaign("B", 4);
        return scene;
    }

    [Fact]
    public void Scene_9_An_emptied_disk_is_another_voter()
    {
        using Scene scene = new();
        scene.Leader("A", 1, "m1");
        scene.Add("C");
        scene.Remove("A");
        SceneReplica emptied = scene.Add("A'", "", 0, voters: "");

        // It is in no set that it knows: it does not campaign, by its timer or when told to.
        emptied.Do(actions => emptied.Machine.Campaign(scene.Now, actions));
        scene.Pass(10_000, "A'");
        emptied.State.ShouldBe("Unattached 0");
        scene.UnderWay.ShouldBeEmpty();

        // And what is asked of the old replica on its node is refused: no grant, no epoch taken.
        scene.Campaign("C", 1);
        VoteMessage toTheOld = scene.Latest<VoteMessage>("C", "A");
        scene.Deliver(toTheOld with { To = "A'" });
        VoteAnswerMessage answer = scene.Latest<VoteAnswerMessage>("A'", "C");
        answer.Answer.Error.ShouldBe(QuorumError.InvalidVoterKey);
        scene.Deliver(answer);
        scene["C"].State.ShouldBe("Candidate 1");
        emptied.Epoch.ShouldBe(0);
    }

    [Fact]
    public void Scene_9_Without_it_one_epoch_has_two_leaders()
    {
        using Scene scene = new(fault: PlantedFault.EmptiedDiskKeepsUuid);
        scene.Leader("A", 1, "m1").State.ShouldBe("Leader 1");
        scene.Add("C");
        scene.Add("A"); // The same uuid on an empty disk.
        scene.Elect("A", 1, by: "C"); // A second time.
    }

    [Fact]
    public void Scene_10a_A_leadership_is_not_resumed()
    {
        using Scene scene = Scene10a();
        scene["A"].State.ShouldBe("Unattached 1");
        scene.Deliver<FetchMessage>("B", "A");
        FetchAnswer answer = scene.Latest<FetchAnswerMessage>("A", "B").Answer;
        answer.Error.ShouldBe(QuorumError.NotLeader);
        answer.LeaderId.ShouldBe(-1);
    }

    [Fact]
    public void Scene_10a_Without_it_one_position_names_two_logs()
    {
        using Scene scene = Scene10a(PlantedFault.ResumeLeadership);
        scene["A"].Write("b");
        scene["A"].Sync();
        scene.Deliver<FetchMessage>("B", "A");
        scene["A"].HighWatermark.ShouldBe(1); // By B, which holds another record there.
        scene["A"].Log.End.ShouldBe(scene["B"].Log.End);
        scene["A"].Log.ToString().ShouldBe("m1 b");
        scene["B"].Log.ToString().ShouldBe("m1 a");
    }

    private static Scene Scene10a(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("A", 1, "m1 a*");
        scene.Follower("B", "A", 1, "m1 a");
        scene["A"].Crash();
        scene["A"].Log.ToString().ShouldBe("m1");
        return scene;
    }

    [Fact]
    public void Scene_10b_A_candidacy_is_not_resumed()
    {
        using Scene scene = Scene10b();
        scene["A"].State.ShouldBe("Unattached 2");
        scene["A"].RecordedVote.ShouldBe(Names.Voter("A"));
        scene.Deliver<VoteAnswerMessage>("B", "A");
        scene["A"].State.ShouldBe("Unattached 2");
    }

    [Fact]
    public void Scene_10b_Without_it_a_committed_record_is_lost()
    {
        using Scene scene = Scene10b(PlantedFault.ResumeCandidacy);
        scene.Deliver<VoteAnswerMessage>("B", "A");
        scene["A"].State.ShouldBe("Leader 2");
        scene["A"].Log.ToString().ShouldBe("m1 m2");
    }

    private static Scene Scene10b(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        scene.Leader("C", 1, "m1 a");
        scene.Follower("B", "C", 1, "m1 a");
        scene.Follower("A", "C", 1, "m1 a*");
        scene.Fetch("B", "C");
        scene["C"].HighWatermark.ShouldBe(1);
        scene.Campaign("A", 2);
        scene.Deliver<VoteMessage>("A", "B");
        scene.Latest<VoteAnswerMessage>("B", "A").Answer.IsGranted.ShouldBeTrue();
        scene["A"].Crash();
        return scene;
    }

    [Fact]
    public void Scene_12_A_vote_survives()
    {
        using Scene scene = Scene12();
        scene.Vote("C", "B").ShouldBeFalse();
    }

    [Fact]
    public void Scene_12_Without_it_one_epoch_has_two_leaders()
    {
        using Scene scene = Scene12(PlantedFault.VoteIsNotRecorded);
        scene.Vote("C", "B").ShouldBeTrue();
        scene["A"].State.ShouldBe("Leader 1");
        scene["C"].State.ShouldBe("Leader 1");
    }

    private static Scene Scene12(PlantedFault fault = PlantedFault.None)
    {
        Scene scene = new(fault: fault);
        foreach (string name in (string[])["A", "B", "C"]) scene.Add(name);
        scene.Campaign("A", 1);
        scene.Vote("A", "B").ShouldBeTrue();
        scene["B"].Crash();
        scene.Campaign("C", 1);
        return scene;
    }

    [Fact]
    public void A_vote_is_recorded_together_with_its_epoch_before_it_is_answered()
    {
        using Scene scene = new();
        scene.Add("A");
        SceneReplica b = scene.Add("B");
        scene.Campaign("A", 1);
        scene.Vote("A", "B");
        b.Done.OfType<RecordVote>().ShouldBe([new RecordVote(1, Names.Voter("A"))]);
    }

    [Theory]
    [InlineData(PlantedFault.CountOwnVoteTwice)]
    [InlineData(PlantedFault.AcceptShorterLog)]
    internal void Faults_of_votes_elect_whom_they_must_not(PlantedFault fault)
    {
        // B holds more than A, and C is down.
        static bool Wins(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            scene.Add("A", "m1", epoch: 1);
            scene.Add("B", "m1 a", epoch: 1);
            scene.Campaign("A", 2);
            if (scene["A"].Role == QuorumRole.Candidate) scene.Vote("A", "B");
            return scene["A"].Role == QuorumRole.Leader;
        }
        Wins(PlantedFault.None).ShouldBeFalse();
        Wins(fault).ShouldBeTrue();
    }

    [Fact]
    public void A_second_vote_in_one_epoch_is_refused_and_the_first_is_repeated()
    {
        static (bool Again, bool Other) Votes(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            foreach (string name in (string[])["A", "B", "C"]) scene.Add(name);
            scene.Campaign("A", 1);
            scene.Campaign("C", 1);
            VoteMessage first = scene.Latest<VoteMessage>("A", "B");
            scene.Deliver(first);
            scene.Deliver(first);
            bool again = scene.Latest<VoteAnswerMessage>("B", "A").Answer.IsGranted;
            return (again, scene.Vote("C", "B"));
        }
        Votes(PlantedFault.None).ShouldBe((true, false));
        Votes(PlantedFault.VoteTwice).ShouldBe((true, true));
    }

    [Fact]
    public void Grants_of_replicas_outside_the_set_in_force_do_not_count()
    {
        static QuorumRole AfterAGrantOfAStranger(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            SceneReplica a = scene.Add("A");
            scene.Campaign("A", 1);
            VoteRequest asked = scene.Latest<VoteMessage>("A", "B").Request with { Addressee = Names.Voter("D") };
            a.Do(actions => a.Machine.OnVoteAnswer(Names.Voter("D"), asked, new VoteAnswer(QuorumError.None, 1, -1, true, false), scene.Now, actions));
            return a.Role;
        }
        AfterAGrantOfAStranger(PlantedFault.None).ShouldBe(QuorumRole.Candidate);
        AfterAGrantOfAStranger(PlantedFault.CountGrantsOfStrangers).ShouldBe(QuorumRole.Leader);
    }

    [Fact]
    public void A_leader_that_sees_a_higher_epoch_leads_no_more()
    {
        static string AfterAVote(PlantedFault planted)
        {
            using Scene scene = new(fault: planted);
            scene.Leader("A", 1, "m1");
            scene.Add("B", "m1", epoch: 1);
            scene.Campaign("B", 2);
            scene.Deliver<VoteMessage>("B", "A");
            return scene["A"].State;
        }
        AfterAVote(PlantedFault.None).ShouldBe("Unattached 2");
        AfterAVote(PlantedFault.LeaderIgnoresHigherEpoch).ShouldBe("Leader 1");
    }
}
