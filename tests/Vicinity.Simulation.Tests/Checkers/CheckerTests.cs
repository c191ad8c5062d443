using Vicinity.Consensus;
using Vicinity.Model;

namespace Vicinity.Simulation.Tests;

/// <summary>Each checker is told of a violation made by hand, and of what is right.</summary>
public sealed class CheckerTests
{
    private static readonly Voter s_anna = new(0, new Guid(1, 0, 0, new byte[8]));
    private static readonly Voter s_ben = new(1, new Guid(2, 0, 0, new byte[8]));
    private static readonly Voter s_cleo = new(2, new Guid(3, 0, 0, new byte[8]));
    private static readonly LogEntry s_m1 = LogEntry.Marker(1, 0, 0, [s_anna, s_ben, s_cleo]);
    private static readonly LogEntry s_a = LogEntry.Batch(1, 0, 1, 0, 0, 0, "a");
    private static readonly LogEntry s_b = LogEntry.Batch(1, 1, 1, 0, 0, 1, "b");
    private readonly CommittedHistory _history = new();

    [Fact]
    public void Two_leaders_of_an_epoch_are_noticed_and_so_is_one_that_goes_on_after_a_restart()
    {
        var checker = new OneLeaderPerEpoch();
        checker.Stepped(Leader(s_anna, 2));
        checker.Stepped(Leader(s_ben, 3));
        checker.Stepped(Leader(s_anna, 2));
        Breaks(() => checker.Stepped(Leader(s_cleo, 2)), "node 0 has led already");
        Breaks(() => checker.Stepped(Leader(s_ben, 3) with { Incarnation = 2 }), "again after a restart");
    }

    [Fact]
    public void An_epoch_that_falls_is_noticed_in_memory_and_in_what_is_said()
    {
        var checker = new EpochsNeverFall();
        checker.Stepped(Follower(s_anna, 4));
        checker.Stepped(Follower(s_anna, 3) with { Incarnation = 2 });
        Breaks(() => checker.Stepped(Follower(s_anna, 2) with { Incarnation = 2 }), "falls from epoch 3 to 2");
        checker.Sent(s_ben, 5);
        Breaks(() => checker.Sent(s_ben, 4), "after it has spoken in epoch 5");
    }

    [Fact]
    public void A_second_vote_is_noticed_but_not_a_repeated_one_or_a_pre_vote()
    {
        var checker = new OneVotePerEpoch();
        checker.Granted(s_cleo, Asks(s_anna, 2, preVote: false));
        checker.Granted(s_cleo, Asks(s_anna, 2, preVote: false));
        checker.Granted(s_cleo, Asks(s_ben, 2, preVote: true));
        checker.Granted(s_cleo, Asks(s_ben, 3, preVote: false));
        Breaks(() => checker.Granted(s_cleo, Asks(s_ben, 2, preVote: false)), "has voted for node 0");
    }

    [Fact]
    public void A_leader_alone_for_too_long_is_noticed()
    {
        var checker = new LeaderAloneStops(400);
        checker.LeaderTicked(Leader(s_anna, 1), 400);
        Breaks(() => checker.LeaderTicked(Leader(s_anna, 1), 401), "no majority for 401 ms");
    }

    [Fact]
    public void Pre_votes_against_a_healthy_leader_and_campaigns_without_them_are_noticed()
    {
        var checker = new PreVoteProtects(100);
        checker.PreVoteGranted(Follower(s_ben, 1), Asks(s_anna, 1, preVote: true), 150);
        checker.PreVoteGranted(Follower(s_ben, 1), Asks(s_anna, 1, preVote: true), -1);
        Breaks(() => checker.PreVoteGranted(Follower(s_ben, 1), Asks(s_anna, 1, preVote: true), 99), "heard its leader 99 ms ago");
        Breaks(() => checker.PreVoteGranted(Leader(s_ben, 1), Asks(s_anna, 1, preVote: true), -1), "leads epoch 1");
        ReplicaView candidate = Follower(s_anna, 2, s_m1) with { Role = QuorumRole.Candidate };
        checker.BecameCandidate(candidate);
        Breaks(() => checker.BecameCandidate(candidate with { Epoch = 3 }), "pre-votes of 1 of 3");
    }

    [Fact]
    public void Logs_that_differ_at_one_position_are_noticed()
    {
        var checker = new LogMatching();
        checker.Appending(Leader(s_anna, 1), s_m1);
        checker.Appending(Follower(s_ben, 1), s_m1);
        Breaks(() => checker.Appending(Follower(s_cleo, 1), LogEntry.Marker(1, 0, 2, [])), "where another log has m1");
        checker.Appending(Leader(s_anna, 1, s_m1), s_a);
        Breaks(() => checker.Appending(Follower(s_ben, 1), s_a), "another log has it behind (1, 0)");
    }

    [Fact]
    public void A_gap_an_epoch_that_falls_and_a_second_marker_are_noticed()
    {
        var checker = new OffsetsAreDense();
        checker.Appending(Leader(s_anna, 1, s_m1), s_a);
        Breaks(() => checker.Appending(Leader(s_anna, 1, s_m1), s_b), "does not begin at the log end");
        Breaks(() => checker.Appending(Leader(s_anna, 2, LogEntry.Marker(2, 0, 0, [])), s_a), "not of the epoch of the log end");
        Breaks(() => checker.Appending(Leader(s_anna, 1, s_m1), s_m1), "not of a later epoch");
    }

    [Fact]
    public void A_high_watermark_that_falls_or_leaves_the_log_is_noticed()
    {
        var checker = new HighWatermarksNeverFall();
        checker.Stepped(Follower(s_anna, 1, s_m1, s_a) with { HighWatermark = 1 });
        Breaks(() => checker.Stepped(Follower(s_anna, 1, s_m1, s_a) with { HighWatermark = 0 }), "falls from 1 to 0");
        Breaks(() => checker.Stepped(Follower(s_ben, 1, s_m1, s_a) with { HighWatermark = 2 }), "behind its log end");
    }

    [Fact]
    public void Cuts_that_may_not_be_are_noticed()
    {
        var checker = new NothingAcknowledgedIsCut();
        ReplicaView follower = Follower(s_anna, 2, s_m1, s_a, s_b) with { HighWatermark = 1 };
        checker.Cutting(follower, new LogPosition(1, 1));
        Breaks(() => checker.Cutting(follower, new LogPosition(1, 0)), "below its high watermark 1");
        Breaks(() => checker.Cutting(follower, new LogPosition(1, 2)), "does not shorten");
        Breaks(() => checker.Cutting(follower, new LogPosition(2, 1)), "does not have");
        Breaks(() => checker.Cutting(follower with { Role = QuorumRole.Leader }, new LogPosition(1, 1)), "leads epoch 2 and cuts");
        Breaks(() => checker.TakingBase(follower, new LogBase(LogPosition.Zero, [], new ProducerTable()), moved: false), "below its high watermark");
    }

    [Fact]
    public void A_promise_that_does_not_outlive_a_restart_is_noticed()
    {
        var checker = new PromisedStaysOnDisk();
        checker.Promised(s_anna, new LogPosition(1, 1));
        checker.Started(Follower(s_anna, 1, s_m1, s_a));
        Breaks(() => checker.Started(Follower(s_anna, 1, s_m1)), "it had said that it has (1, 1)");
        checker.Cutting(Follower(s_anna, 2, s_m1, s_a), new LogPosition(1, 0));
        checker.Started(Follower(s_anna, 1, s_m1));
    }

    [Fact]
    public void A_second_history_of_what_is_committed_is_noticed()
    {
        var checker = new CommittedOnceInOrder(_history);
        checker.Stepped(Leader(s_anna, 1, s_m1, s_a) with { Committed = new LogPosition(1, 1) });
        _history.Entries.ShouldBe([s_m1, s_a]);
        Breaks(() => checker.Stepped(Leader(s_ben, 2, LogEntry.Marker(2, 0, 1, [])) with { Committed = new LogPosition(2, 0) }), "does not have the committed position (1, 1)");
        LogEntry again = LogEntry.Batch(1, 1, 1, 0, 0, 0, "a'");
        Breaks(() => checker.Stepped(Leader(s_anna, 1, s_m1, s_a, again) with { Committed = new LogPosition(1, 2) }), "committed as a' at 1, a second time");
    }

    [Fact]
    public void A_leader_without_what_is_committed_is_noticed()
    {
        Commit(s_m1, s_a);
        var checker = new LeadersHaveWhatIsCommitted(_history);
        checker.Stepped(Leader(s_anna, 1, s_m1, s_a, s_b));
        Breaks(() => checker.Stepped(Leader(s_ben, 2, s_m1)), "without the committed a");
        Breaks(() => new LeadersHaveWhatIsCommitted(_history).Stepped(Leader(s_ben, 2, s_m1, LogEntry.Batch(1, 0, 1, 0, 5, 0, "x"))), "it has x there");
    }

    [Fact]
    public void A_follower_with_something_else_below_its_high_watermark_is_noticed()
    {
        Commit(s_m1, s_a);
        _history.HighWatermark = 1;
        var checker = new LogsAgreeBelowTheHighWatermark(_history);
        checker.Stepped(Follower(s_anna, 1, s_m1, s_a) with { HighWatermark = 1 });
        Breaks(() => checker.Stepped(Follower(s_ben, 1, s_m1, LogEntry.Batch(1, 0, 1, 0, 5, 0, "x")) with { HighWatermark = 1 }), "committed there is a(1, 0)");
        Breaks(() => checker.Stepped(Follower(s_cleo, 1, s_m1, s_a, s_b) with { HighWatermark = 2 }), "which no leader has passed");
    }

    [Fact]
    public void A_leader_that_takes_too_little_for_the_latest_offset_is_noticed()
    {
        var checker = new LatestIsNotStale();
        checker.Stepped(Leader(s_anna, 1, s_m1, s_a) with { HighWatermark = 1, IsHighWatermarkCurrent = true });
        checker.Stepped(Leader(s_ben, 2, s_m1, s_a));
        Breaks(() => checker.Stepped(Leader(s_ben, 2, s_m1, s_a) with { IsHighWatermarkCurrent = true }), "epoch 1 had acknowledged 1");
    }

    [Fact]
    public void A_high_watermark_that_too_few_disks_carry_is_noticed()
    {
        var disks = new Dictionary<Voter, LogPosition> { [s_anna] = new(1, 1), [s_ben] = new(1, 1), [s_cleo] = LogPosition.Zero };
        ReplicaView leader = Leader(s_anna, 1, s_m1, s_a) with { HighWatermark = 1, Committed = new LogPosition(1, 1) };
        new AWriteQuorumHasIt(v => disks[v]).Stepped(leader);
        Breaks(() => new AWriteQuorumHasIt(v => disks[v]).Stepped(leader with { WriteQuorum = 3 }), "the write quorum is 3");
        disks[s_ben] = new LogPosition(1, 0);
        Breaks(() => new AWriteQuorumHasIt(v => disks[v]).Stepped(leader), "which 1 of 3 voters have on disk");
        // The epoch counts: the same offset without this epoch's marker is another log (scene 4).
        Breaks(() => new AWriteQuorumHasIt(_ => new LogPosition(1, 1)).Stepped(Leader(s_anna, 2, s_m1, s_a, LogEntry.Marker(2, 1, 0, [s_anna, s_ben, s_cleo])) with { HighWatermark = 1, Committed = new LogPosition(2, 1) }), "0 of 3 voters");
    }

    [Fact]
    public void Voter_changes_that_may_not_be_are_noticed()
    {
        var checker = new VotersChangeOneByOne(_history);
        LogEntry change = LogEntry.Marker(2, 0, 0, [s_anna, s_ben]);
        Breaks(() => checker.Appending(Leader(s_anna, 2, s_m1), change), "before m1 is committed");
        Commit(s_m1);
        checker.Appending(Leader(s_anna, 2, s_m1), change);
        Breaks(() => checker.Appending(Leader(s_anna, 2, s_m1), LogEntry.Marker(2, 0, 0, [s_anna])), "changes 2 voters at once");
        Breaks(() => checker.Appending(Leader(s_anna, 2, s_m1), LogEntry.Marker(2, 0, 0, [s_ben, s_cleo])), "with a set that lacks it");
        Breaks(() => checker.Appending(Leader(s_anna, 3, s_m1), LogEntry.Marker(3, 0, 0, [s_anna, s_ben])), "does not directly follow");
    }

    [Fact]
    public void Bases_that_may_not_be_are_noticed()
    {
        Commit(s_m1, s_a);
        var checker = new BasesAreCommitted(_history);
        checker.TakingBase(Follower(s_anna, 1), Base(1, 1, s_anna, s_ben, s_cleo), moved: false);
        Breaks(() => checker.TakingBase(Follower(s_anna, 1), Base(1, 2, s_anna, s_ben, s_cleo), moved: false), "was never committed");
        Breaks(() => checker.TakingBase(Follower(s_anna, 1), Base(1, 0, s_anna, s_ben, s_cleo), moved: false), "directly behind m1");
        Breaks(() => checker.TakingBase(Follower(s_anna, 1), Base(1, 1, s_anna), moved: true), "with other voters than m1");
    }

    [Fact]
    public void Acknowledgements_that_lie_are_noticed()
    {
        Commit(s_m1, s_a, s_b);
        _history.HighWatermark = 1;
        var checker = new AcknowledgedRecordsSurvive(_history);
        checker.Acknowledged(0, 0, 1, 0);
        checker.Acknowledged(0, 0, 1, 0);
        Breaks(() => checker.Acknowledged(0, 0, 1, 1), "and was at 0");
        Breaks(() => checker.Acknowledged(0, 1, 1, 1), "above the high watermark 1");
        Breaks(() => checker.Acknowledged(0, 2, 1, 2), "where nothing is committed");
        Breaks(() => checker.Acknowledged(0, 1, 1, 0), "where a(1, 0) of producer 0 is committed");
        Breaks(() => checker.Finished("Anna", Log(s_m1)), "lacks sequence 0");
    }

    [Fact]
    public void Readers_that_see_too_much_are_noticed()
    {
        Commit(s_m1, s_a, s_b);
        _history.HighWatermark = 1;
        var checker = new ReadersSeeCommittedRecords(_history);
        checker.Returned(s_a, 0);
        Breaks(() => checker.Returned(s_b, 1), "above the high watermark 1");
        Breaks(() => checker.Returned(s_b, 0), "a reader at offset 0");
        Breaks(() => checker.Returned(s_m1, 0), "is given the marker");
        Breaks(() => checker.Returned(LogEntry.Batch(1, 0, 1, 0, 5, 0, "x"), 0), "committed there is a(1, 0)");
    }

    [Fact]
    public void What_a_replica_reports_is_a_violation() =>
        Breaks(() => new ReplicasFindNothingBroken().Reported(Leader(s_anna, 1), "two leaders"), "reports: two leaders");

    private void Commit(params LogEntry[] entries) => _history.Extend(Log(entries), entries[^1].Position).ShouldBeNull();

    private static void Breaks(Action tell, string expected) => Should.Throw<ViolationException>(tell).Message.ShouldContain(expected);

    private static SimulatedLog Log(params LogEntry[] entries) => new(LogBase.First([s_anna, s_ben, s_cleo]), entries);

    private static LogBase Base(int epoch, long offset, params Voter[] voters) => new(new LogPosition(epoch, offset), voters, new ProducerTable());

    private static VoteRequest Asks(Voter candidate, int epoch, bool preVote) => new(candidate, s_cleo, epoch, LogPosition.Zero, preVote);

    private static ReplicaView Leader(Voter self, int epoch, params LogEntry[] log) =>
        new(((char)('A' + self.NodeId)).ToString(), self, 1, QuorumRole.Leader, epoch, 0, null, 0, Log(log));

    private static ReplicaView Follower(Voter self, int epoch, params LogEntry[] log) => Leader(self, epoch, log) with { Role = QuorumRole.Follower };
}
