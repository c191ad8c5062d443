using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

public sealed class ElectionTests
{
    [Fact]
    public void A_single_voter_elects_itself_at_once()
    {
        using Scene scene = new("A");
        SceneReplica a = scene.Add("A");
        scene.Pass(0);
        a.State.ShouldBe("Leader 1");
        a.Log.ToString().ShouldBe("m1");
        a.Done.ShouldBe([new RecordVote(1, Names.Voter("A")), a.Done[1]]);
        a.Done[1].ShouldBeOfType<AppendMarker>().Voters.ShouldBe(scene.Voters);
        a.Machine.IsHighWatermarkCurrent.ShouldBeTrue();
        a.Machine.Committed.ShouldBe(new LogPosition(1, 0));

        a.Write("a");
        a.HighWatermark.ShouldBe(0);
        a.Sync();
        a.HighWatermark.ShouldBe(1);
        a.Machine.NextDeadline.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Three_voters_elect_one_of_them_by_their_timers_and_replicate()
    {
        using Scene scene = new();
        foreach (string name in (string[])["A", "B", "C"]) scene.Add(name);
        scene.Run(400);
        SceneReplica leader = scene.Replicas.Single(r => r.Role == QuorumRole.Leader);
        scene.Replicas.Count(r => r.Role == QuorumRole.Follower).ShouldBe(2);
        leader.Write("a");
        leader.Sync();
        scene.Run(100);
        leader.HighWatermark.ShouldBe(1);
        scene.Replicas.ShouldAllBe(r => r.HighWatermark == 1 && r.Log.ToString() == leader.Log.ToString());
    }

    [Fact]
    public void The_followers_of_a_leader_whose_connection_breaks_elect_another_within_fifty_milliseconds()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            using Scene scene = new(seed: seed);
            scene.Leader("A", 1, "m1 a");
            scene.Follower("B", "A", 1, "m1 a", voted: "A");
            scene.Follower("C", "A", 1, "m1 a", voted: "A");
            scene.Run(60);
            scene.Remove("A");
            foreach (SceneReplica replica in scene.Replicas) replica.Machine.OnNodeLost(1, scene.Now);
            scene.Run(50);
            scene.Replicas.ShouldContain(r => r.Role == QuorumRole.Leader, $"seed {seed}: {string.Join("; ", scene.Replicas)}");
        }
    }

    [Fact]
    public void A_node_that_is_alive_and_says_nothing_is_not_taken_for_the_leader_by_one_that_looks_for_it()
    {
        using Scene scene = new();
        SceneReplica c = scene.Add("C", "m1 a", epoch: 2, voted: "B");
        c.Machine.OnLeaderAlive(1, 2, scene.Now);
        c.State.ShouldBe("Unattached 2");

        c.Do(actions => c.Machine.OnBeginEpoch(new BeginEpoch(2, Names.Voter("B"), Names.Voter("C")), scene.Now, actions));
        c.State.ShouldBe("Follower 2");
        c.Machine.LeaderId.ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(600)]
    public void Five_that_start_together_elect_a_leader_within_few_epochs_however_slow_their_disks_are(int slowestMs)
    {
        int most = 0;
        long longest = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            (int epochs, long milliseconds) = StartTogether(seed, slowestMs);
            (most, longest) = (Math.Max(most, epochs), Math.Max(longest, milliseconds));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{most} epochs, {longest} ms");
        most.ShouldBeLessThanOrEqualTo(5);
    }

    /// <summary>Five replicas start at one moment. Votes and markers wait for the disk, up to so long each; other messages do not.</summary>
    /// <returns>Epochs until there is a leader that a majority has heard of, and how long that took.</returns>
    private static (int Epochs, long Milliseconds) StartTogether(ulong seed, int slowestMs)
    {
        using Scene scene = new("A,B,C,D,E", seed: seed);
        Prng disk = new(seed * 31);
        foreach (string name in (string[])["A", "B", "C", "D", "E"]) scene.Add(name, "m1 a", epoch: 1, voted: "A");
        List<(Message Message, long At)> underWay = [];
        long began = scene.Now;
        while (scene.Now - began < 120_000)
        {
            scene.Pass(2);
            foreach (Message message in scene.UnderWay.ToList())
            {
                scene.Forget(message);
                bool waits = message is BeginMessage or VoteMessage { Request.IsPreVote: false } or VoteAnswerMessage { Asked.IsPreVote: false };
                underWay.Add((message, scene.Now + (waits && slowestMs > 0 ? disk.Next(slowestMs) : 0)));
            }
            foreach ((Message Message, long At) due in underWay.Where(m => m.At <= scene.Now).ToList())
            {
                underWay.Remove(due);
                scene.Deliver(due.Message);
            }
            foreach (SceneReplica replica in scene.Replicas)
            {
                if (replica.Log.SyncedEnd < replica.Log.End) replica.Sync();
            }
            scene.WakeParked();
            if (scene.Replicas.FirstOrDefault(r => r.Machine.IsHighWatermarkCurrent) is { } leader) return (leader.Epoch - 1, scene.Now - began);
        }
        throw new TimeoutException($"seed {seed}: no leader\n{string.Join('\n', scene.Replicas)}");
    }
}
