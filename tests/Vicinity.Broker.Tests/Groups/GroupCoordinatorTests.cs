using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

public sealed class GroupCoordinatorTests : IDisposable
{
    private readonly HandClock _clock = new();
    private readonly MemoryGroupLog _log = new();
    private GroupCoordinator _coordinator;

    public GroupCoordinatorTests() => _coordinator = Start();

    public void Dispose() => _coordinator.Dispose();

    [Fact]
    public async Task A_join_completes_when_the_delay_is_over_and_a_sync_when_its_assignments_are_stored()
    {
        Task<JoinOutcome> joining = _coordinator.JoinAsync("g", GroupScene.Attempt(fresh: "a"));
        joining.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(GroupScene.Delay));
        (await joining).Generation.ShouldBe(1);

        _log.Holds = true;
        Task<SyncOutcome> syncing = _coordinator.SyncAsync("g", Sync("a", 1, "mine"));
        syncing.IsCompleted.ShouldBeFalse();
        _log.Acknowledge();
        (await syncing).Assignment.ShouldBe(GroupScene.Bytes("mine"));
    }

    [Fact]
    public async Task A_session_ends_by_itself_when_nothing_is_heard()
    {
        await StableAsync("g", "a");
        _clock.Advance(TimeSpan.FromMilliseconds(GroupScene.Session - 1));
        _coordinator.Heartbeat("g", new MemberClaim("a", null, 1)).ShouldBe(ErrorCode.None);
        _clock.Advance(TimeSpan.FromMilliseconds(GroupScene.Session - 1));
        _coordinator.List().Single().State.ShouldBe(GroupState.Stable);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        _coordinator.List().Single().State.ShouldBe(GroupState.Empty);
    }

    [Fact]
    public async Task Requests_to_unknown_groups_leave_nothing_behind()
    {
        (await _coordinator.JoinAsync("g", GroupScene.Attempt("stranger"))).Error.ShouldBe(ErrorCode.UnknownMemberId);
        (await _coordinator.SyncAsync("g", Sync("a", 1, ""))).Error.ShouldBe(ErrorCode.UnknownMemberId);
        _coordinator.Heartbeat("g", new MemberClaim("a", null, 1)).ShouldBe(ErrorCode.UnknownMemberId);
        _coordinator.Leave("g", "a", null).ShouldBe(ErrorCode.UnknownMemberId);
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBeNull();
        _coordinator.Describe("g").ShouldBeNull();
        (await _coordinator.DeleteAsync("g")).ShouldBe(ErrorCode.GroupIdNotFound);
        (await _coordinator.DeleteOffsetsAsync("g", [])).Error.ShouldBe(ErrorCode.GroupIdNotFound);
        (await CommitAsync("g", new MemberClaim("a", null, 3), 5)).ShouldBe([ErrorCode.IllegalGeneration]);
        _coordinator.GroupCount.ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_group_id_and_a_session_outside_the_bounds_are_refused()
    {
        (await _coordinator.JoinAsync("", GroupScene.Attempt())).Error.ShouldBe(ErrorCode.InvalidGroupId);
        (await _coordinator.JoinAsync("g", GroupScene.Attempt() with { SessionTimeoutMs = 5_999 })).Error.ShouldBe(ErrorCode.InvalidSessionTimeout);
        (await _coordinator.JoinAsync("g", GroupScene.Attempt() with { SessionTimeoutMs = 1_800_001 })).Error.ShouldBe(ErrorCode.InvalidSessionTimeout);
        _coordinator.Heartbeat("", new MemberClaim("a", null, 1)).ShouldBe(ErrorCode.InvalidGroupId);
    }

    [Fact]
    public async Task Protocols_that_are_too_large_are_refused()
    {
        JoinAttempt attempt = GroupScene.Attempt() with { Protocols = [new GroupProtocol("range", new byte[300 * 1024])] };
        (await _coordinator.JoinAsync("g", attempt)).Error.ShouldBe(ErrorCode.InvalidRequest);
    }

    [Fact]
    public async Task More_groups_than_allowed_are_refused()
    {
        using var small = new GroupCoordinator(new GroupSettings { MaxGroups = 1 }, _log, _ => true, _clock, NullLogger.Instance);
        (await small.CommitAsync("g1", new MemberClaim("", null, -1), [(new TopicPartition("t", 0), 1, -1, "")])).ShouldBe([ErrorCode.None]);
        (await small.JoinAsync("g2", GroupScene.Attempt())).Error.ShouldBe(ErrorCode.PolicyViolation);
    }

    [Fact]
    public async Task A_commit_is_visible_when_it_is_stored_and_not_before()
    {
        _log.Holds = true;
        Task<ErrorCode[]> committing = CommitAsync("g", new MemberClaim("", null, -1), 7);
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBeNull();
        _log.Acknowledge();

        (await committing).ShouldBe([ErrorCode.None]);
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBe(new CommittedOffset(7, 2, "text", _clock.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_look_at_offsets_during_which_the_groups_go_and_come_back_is_not_taken_for_a_group_without_offsets()
    {
        await CommitAsync("g", new MemberClaim("", null, -1), 7);
        CommittedOffset? seen = null;

        ErrorCode error = _coordinator.WhileServing(() =>
        {
            _coordinator.Unload();
            seen = _coordinator.FindOffset("g", new TopicPartition("t", 0));
            _coordinator.Load();
        });

        seen.ShouldBeNull();
        error.ShouldBe(ErrorCode.CoordinatorLoadInProgress);
        _coordinator.WhileServing(() => seen = _coordinator.FindOffset("g", new TopicPartition("t", 0))).ShouldBe(ErrorCode.None);
        seen!.Offset.ShouldBe(7);
    }

    [Fact]
    public async Task A_commit_that_cannot_be_stored_is_refused_and_leaves_nothing_behind()
    {
        _log.Error = ErrorCode.CoordinatorNotAvailable;
        (await CommitAsync("g", new MemberClaim("", null, -1), 7)).ShouldBe([ErrorCode.CoordinatorNotAvailable]);
        _coordinator.GroupCount.ShouldBe(0);
    }

    [Fact]
    public async Task One_bad_partition_does_not_spoil_the_others()
    {
        ErrorCode[] errors = await _coordinator.CommitAsync("g", new MemberClaim("", null, -1),
        [
            (new TopicPartition("unknown", 0), 1, -1, ""),
            (new TopicPartition("t", 0), 1, -1, new string('x', 4097)),
            (new TopicPartition("t", 1), 9, -1, new string('x', 4096)),
        ]);

        errors.ShouldBe([ErrorCode.UnknownTopicOrPartition, ErrorCode.OffsetMetadataTooLarge, ErrorCode.None]);
        _coordinator.AllOffsets("g").Single().Key.ShouldBe(new TopicPartition("t", 1));
    }

    [Fact]
    public async Task A_large_commit_is_stored_in_pieces()
    {
        var log = new MemoryGroupLog { MaxAppendBytes = 1000 };
        using var coordinator = new GroupCoordinator(new GroupSettings(), log, _ => true, _clock, NullLogger.Instance);
        var commits = Enumerable.Range(0, 100).Select(p => (new TopicPartition("t", p), 1L, -1, "")).ToList();

        (await coordinator.CommitAsync("g", new MemberClaim("", null, -1), commits)).ShouldAllBe(e => e == ErrorCode.None);

        log.Appends.ShouldBeGreaterThan(3);
        log.Records.ShouldBe(100);
    }

    [Fact]
    public async Task A_restart_finds_groups_members_and_offsets_again()
    {
        await StableAsync("g", "a");
        await CommitAsync("g", new MemberClaim("a", null, 1), 7);
        await CommitAsync("other", new MemberClaim("", null, -1), 8);

        Restart();

        _coordinator.List().Select(g => (g.GroupId, g.State)).OrderBy(g => g.GroupId).ShouldBe([("g", GroupState.Stable), ("other", GroupState.Empty)]);
        _coordinator.Heartbeat("g", new MemberClaim("a", null, 1)).ShouldBe(ErrorCode.None);
        (await _coordinator.SyncAsync("g", Sync("a", 1, ""))).Assignment.ShouldBe(GroupScene.Bytes("for-a"));
        _coordinator.FindOffset("g", new TopicPartition("t", 0))!.Offset.ShouldBe(7);
        _coordinator.FindOffset("other", new TopicPartition("t", 0))!.Offset.ShouldBe(8);
        _clock.Advance(TimeSpan.FromMilliseconds(GroupScene.Session));
        _coordinator.Describe("g")!.GroupState.ShouldBe("Empty");
    }

    [Fact]
    public async Task A_deleted_group_stays_deleted()
    {
        await CommitAsync("g", new MemberClaim("", null, -1), 7);
        (await _coordinator.DeleteAsync("g")).ShouldBe(ErrorCode.None);
        _coordinator.GroupCount.ShouldBe(0);

        Restart();

        _coordinator.GroupCount.ShouldBe(0);
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBeNull();
    }

    [Fact]
    public async Task A_group_that_was_deleted_may_begin_anew()
    {
        await CommitAsync("g", new MemberClaim("", null, -1), 7);
        await _coordinator.DeleteAsync("g");
        await StableAsync("g", "a");
        (await _coordinator.DeleteAsync("g")).ShouldBe(ErrorCode.NonEmptyGroup);

        Restart();
        _coordinator.Describe("g")!.Members.Single().MemberId.ShouldBe("a");
    }

    [Fact]
    public async Task Offsets_of_topics_that_a_live_group_reads_cannot_be_deleted()
    {
        byte[] subscription = Convert.FromHexString("00000000000100017400000000");
        await StableAsync("g", "a", subscription);
        await CommitAsync("g", new MemberClaim("a", null, 1), 7);
        _log.Add(new GroupRecordKey("g", new TopicPartition("u", 0)).Encode(), GroupRecordValue.Encode(new CommittedOffset(1, 0, "", 0)));
        Restart();

        (ErrorCode error, ErrorCode[] partitions) = await _coordinator.DeleteOffsetsAsync("g", [new("t", 0), new("u", 0), new("unknown", 0)]);

        error.ShouldBe(ErrorCode.None);
        partitions.ShouldBe([ErrorCode.GroupSubscribedToTopic, ErrorCode.None, ErrorCode.UnknownTopicOrPartition]);
        _coordinator.FindOffset("g", new TopicPartition("u", 0)).ShouldBeNull();
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Offsets_of_an_empty_group_can_be_deleted_and_stay_deleted()
    {
        await CommitAsync("g", new MemberClaim("", null, -1), 7);
        (await _coordinator.DeleteOffsetsAsync("g", [new("t", 0)])).Partitions.ShouldBe([ErrorCode.None]);
        Restart();
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBeNull();
    }

    [Fact]
    public async Task Offsets_of_a_deleted_topic_are_forgotten()
    {
        await StableAsync("g", "a");
        await CommitAsync("g", new MemberClaim("a", null, 1), 7);
        await _coordinator.ForgetTopicAsync("t");
        _coordinator.FindOffset("g", new TopicPartition("t", 0)).ShouldBeNull();
    }

    [Fact]
    public async Task Old_offsets_are_deleted_by_the_clock_alone()
    {
        await CommitAsync("g", new MemberClaim("", null, -1), 7);
        _clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(11));
        _coordinator.GroupCount.ShouldBe(0);
        Restart();
        _coordinator.GroupCount.ShouldBe(0);
    }

    [Fact]
    public void Records_that_cannot_be_read_stop_the_start_with_a_reason()
    {
        _log.Add(new GroupRecordKey("g", null).Encode(), [0, 9, 1]);
        Should.Throw<BrokerException>(Restart).Message.ShouldContain("later version");
    }

    [Fact]
    public async Task Members_are_described_with_their_bytes_while_the_group_is_stable()
    {
        await StableAsync("g", "a");
        DescribeGroupsResponseGroup group = _coordinator.Describe("g")!;
        group.GroupState.ShouldBe("Stable");
        group.ProtocolData.ShouldBe("range");
        group.Members.Single().ClientHost.ShouldBe("/127.0.0.1");
        group.Members.Single().MemberAssignment.ToArray().ShouldBe(GroupScene.Bytes("for-a"));

        _ = _coordinator.JoinAsync("g", GroupScene.Attempt(fresh: "b"));
        group = _coordinator.Describe("g")!;
        group.GroupState.ShouldBe("PreparingRebalance");
        group.Members.ShouldAllBe(m => m.MemberAssignment.IsEmpty && m.MemberMetadata.IsEmpty);
    }

    [Fact]
    public async Task A_thousand_members_that_join_and_leave_from_many_threads_are_all_answered()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<JoinOutcome>[] joins = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() =>
            Task.FromResult(_coordinator.JoinAsync($"g{i % 10}", GroupScene.Attempt(fresh: $"m{i}"))), cancellation))).ContinueWith(t => t.Result.ToArray(), cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        _clock.Advance(TimeSpan.FromMilliseconds(2 * GroupScene.Delay));
        JoinOutcome[] outcomes = await Task.WhenAll(joins);
        outcomes.ShouldAllBe(o => o.Error == ErrorCode.None);
        outcomes.Count(o => o.Leader == o.MemberId).ShouldBe(10);

        await Parallel.ForAsync(0, 1000, cancellation, (i, _) =>
        {
            _coordinator.Leave($"g{i % 10}", $"m{i}", null).ShouldBe(ErrorCode.None);
            return ValueTask.CompletedTask;
        });
        _coordinator.List().ShouldAllBe(g => g.State == GroupState.Empty);
    }

    private static SyncAttempt Sync(string member, int generation, string assignment) =>
        new(new MemberClaim(member, null, generation)) { Assignments = new Dictionary<string, byte[]> { [member] = GroupScene.Bytes(assignment) } };

    private GroupCoordinator Start()
    {
        var coordinator = new GroupCoordinator(
            new GroupSettings { InitialRebalanceDelayMs = GroupScene.Delay }, _log, p => p.Topic is "t" or "u", _clock, NullLogger.Instance);
        coordinator.Load();
        return coordinator;
    }

    private void Restart()
    {
        _coordinator.Dispose();
        _coordinator = Start();
    }

    private Task<ErrorCode[]> CommitAsync(string group, MemberClaim claim, long offset) =>
        _coordinator.CommitAsync(group, claim, [(new TopicPartition("t", 0), offset, 2, "text")]);

    private async Task StableAsync(string group, string member, byte[]? metadata = null)
    {
        JoinAttempt attempt = GroupScene.Attempt(fresh: member);
        if (metadata is not null) attempt = attempt with { Protocols = [new GroupProtocol("range", metadata)] };
        Task<JoinOutcome> joining = _coordinator.JoinAsync(group, attempt);
        _clock.Advance(TimeSpan.FromMilliseconds(GroupScene.Delay));
        JoinOutcome joined = await joining;
        (await _coordinator.SyncAsync(group, Sync(member, joined.Generation, "for-" + member))).Error.ShouldBe(ErrorCode.None);
    }
}
