using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>What a leader knows of the others, and what that costs.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void Nothing_is_allocated_while_replicas_wait_fetch_and_the_leader_syncs()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1 a b");
        StillLog log = new(a.Log, Names.Set("A,B,C"));
        QuorumReplica leader = new(Names.Voter("A"), log, 0, null, 0, new QuorumTimers(), new Prng(1), 0);
        QuorumActions actions = new();
        leader.Campaign(0, actions);
        log.Epoch = 1;
        foreach (SendVote vote in actions.All.OfType<SendVote>().ToList())
        {
            leader.OnVoteAnswer(vote.Request.Addressee, vote.Request, new VoteAnswer(QuorumError.None, 1, -1, true, false), 0, actions);
        }
        leader.Role.ShouldBe(QuorumRole.Leader);
        QuorumReplica follower = new(Names.Voter("B"), log, 1, null, 0, new QuorumTimers(), new Prng(2), 0);
        follower.OnLeaderLearnt(1, 1, 0, actions);

        FetchRequest request = new(Names.Voter("B"), 1, log.End);
        void Round(long now)
        {
            actions.Clear();
            leader.OnFetch(request, now, actions);
            leader.OnReplicaAlive(Names.Voter("B"), 1, now);
            leader.OnSynced(now, actions);
            leader.Tick(now, actions);
            follower.OnLeaderAlive(1, 1, now);
            follower.OnSynced(now, actions);
            follower.Tick(now, actions);
            if (leader.Role != QuorumRole.Leader || follower.Role != QuorumRole.Follower) throw new InvalidOperationException($"{leader.Role}, {follower.Role}");
        }
        leader.OnFetch(request with { From = Names.Voter("C") }, 0, actions); // Else BeginQuorumEpoch is repeated.
        long time = 1;
        for (int i = 0; i < 200; i++) Round(time++);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Round(time++);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000, "less than a byte a round");
    }

    [Fact]
    public void A_replica_is_caught_up_when_it_has_what_the_log_held_at_its_Fetch_before()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1 a");
        LogPosition first = a.Log.End;
        Fetch(scene, LogPosition.Zero);
        Of(a).LastCaughtUpMs.ShouldBe(-1);
        long firstFetch = scene.Now;
        scene.Pass(10, "A");
        a.Write("b");
        a.Sync();
        Fetch(scene, first); // `b` came after its Fetch before: it keeps up.
        Of(a).LastCaughtUpMs.ShouldBe(firstFetch);
        Of(a).Acknowledged.ShouldBe(first);
        scene.Pass(10, "A");
        Fetch(scene, a.Log.End);
        Of(a).LastCaughtUpMs.ShouldBe(scene.Now);
        scene.Pass(10, "A");
        a.Machine.OnReplicaAlive(Names.Voter("B"), 1, scene.Now);
        Of(a).LastCaughtUpMs.ShouldBe(scene.Now);
    }

    [Fact]
    public void A_parked_Fetch_that_is_looked_at_again_is_no_sign_of_life()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1");
        Fetch(scene, a.Log.End);
        for (int i = 0; i < 40; i++)
        {
            scene.Pass(10, "A");
            FetchRequest parked = new(Names.Voter("B"), 1, new LogPosition(1, 0));
            a.Do(actions => a.Machine.OnFetch(parked, scene.Now, actions, isParked: true));
        }
        a.State.ShouldBe("Unattached 1");
    }

    [Fact]
    public void A_replica_that_was_heard_since_is_not_thought_silent_by_an_older_sign_told_late()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1");
        scene.Pass(100, "A");
        Fetch(scene, a.Log.End);
        a.Machine.OnReplicaAlive(Names.Voter("B"), 1, scene.Now - 60);
        Of(a).LastFetchMs.ShouldBe(scene.Now);
        long given = scene.Now + 40;
        scene.Pass(100, "A");
        a.Machine.OnReplicaAlive(Names.Voter("B"), 1, given);
        Of(a).LastFetchMs.ShouldBe(given);
    }

    [Fact]
    public void A_voter_that_copies_the_base_counts_as_alive()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1 a b");
        a.Log.MoveBase(new LogPosition(1, 1));
        Fetch(scene, LogPosition.Zero);
        for (int i = 0; i < 40; i++)
        {
            scene.Pass(10, "A");
            a.Machine.OnReplicaAlive(Names.Voter("B"), 1, scene.Now);
        }
        a.State.ShouldBe("Leader 1");
        Of(a).Acknowledged.ShouldBeNull();
    }

    [Fact]
    public void BeginQuorumEpoch_is_repeated_with_growing_pauses_until_a_voter_fetches()
    {
        using Scene scene = new() { Timers = new QuorumTimers { CheckQuorumMs = 100_000 } };
        SceneReplica a = scene.Leader("A", 1, "m1");
        scene.Pass(1000, "A");
        int sent = a.Done.OfType<SendBeginEpoch>().Count(b => b.Message.Addressee == Names.Voter("B"));
        sent.ShouldBeInRange(6, 10);
        Fetch(scene, a.Log.End);
        FetchRequest other = new(Names.Voter("C"), 1, a.Log.End);
        a.Do(actions => a.Machine.OnFetch(other, scene.Now, actions));
        a.Done.Clear();
        scene.Pass(5000, "A");
        a.Done.ShouldBeEmpty();
    }

    [Fact]
    public void Observers_are_remembered_up_to_a_bound()
    {
        using Scene scene = new();
        SceneReplica a = scene.Leader("A", 1, "m1");
        for (int i = 0; i < 100; i++)
        {
            FetchRequest request = new(new Voter(50 + i, Guid.Empty), 1, LogPosition.Zero);
            a.Do(actions => a.Machine.OnFetch(request, scene.Now + i, actions));
        }
        a.Machine.Progress.Count(p => !p.IsVoter).ShouldBe(ProgressTable.MaxObservers);
        a.Machine.Progress.ShouldContain(p => p.Replica.NodeId == 149);
        a.Machine.Progress.ShouldNotContain(p => p.Replica.NodeId == 50);
    }

    private static void Fetch(Scene scene, LogPosition position)
    {
        FetchRequest request = new(Names.Voter("B"), 1, position);
        scene["A"].Do(actions => scene["A"].Machine.OnFetch(request, scene.Now, actions));
    }

    private static ReplicaProgress Of(SceneReplica leader) => leader.Machine.Progress.Single(p => p.Replica == Names.Voter("B"));

    /// <summary>A log whose answers cost nothing.</summary>
    private sealed class StillLog(MemoryLog log, IReadOnlyList<Voter> voters) : IQuorumLog
    {
        private readonly long _end = log.End.Offset;

        public int Epoch { get; set; }

        public LogPosition Base => default;

        public LogPosition End => new(Epoch, _end);

        public LogPosition SyncedEnd => End;

        public IReadOnlyList<Voter> Voters => voters;

        public bool Has(LogPosition position) => position == End;

        public LogPosition EndOfEpochAtMost(int epoch) => End;
    }
}
