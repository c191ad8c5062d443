using Microsoft.Extensions.Logging;
using Vicinity.Model;

namespace Vicinity.Broker.Tests;

/// <summary>What groups may take: each in its record, and all together in memory.</summary>
public sealed class GroupSizeTests : IDisposable
{
    private readonly HandClock _clock = new();
    private readonly MemoryGroupLog _log = new() { MaxRecordBytes = 16 * 1024 * 1024 };
    private readonly LogEvents _events = new();
    private GroupCoordinator? _coordinator;

    public void Dispose() => _coordinator?.Dispose();

    [Fact]
    public async Task Members_above_the_bound_of_a_group_are_refused_with_a_log_line_and_those_who_are_there_go_on()
    {
        GroupCoordinator groups = Start(new GroupSettings { MaxGroupBytes = 25_000 });
        Task<JoinOutcome> first = groups.JoinAsync("g", Attempt("a", 10_000));
        Task<JoinOutcome> second = groups.JoinAsync("g", Attempt("b", 10_000));
        (await groups.JoinAsync("g", Attempt("c", 10_000))).Error.ShouldBe(ErrorCode.GroupMaxSizeReached);
        _clock.Advance(TimeSpan.FromSeconds(7));
        (await first).Error.ShouldBe(ErrorCode.None);
        (await second).Error.ShouldBe(ErrorCode.None);

        // One that is there may join again, but not with more than there is room for.
        (await groups.JoinAsync("g", Attempt("b", 20_000) with { MemberId = "b" })).Error.ShouldBe(ErrorCode.GroupMaxSizeReached);
        (await groups.JoinAsync("g", Attempt("b", 10_000) with { MemberId = "b" })).Error.ShouldBe(ErrorCode.None);
        groups.Leave("g", "a", null).ShouldBe(ErrorCode.None);
        Task<JoinOutcome> third = groups.JoinAsync("g", Attempt("c", 10_000));
        _ = groups.JoinAsync("g", Attempt("b", 10_000) with { MemberId = "b" });
        (await third).Error.ShouldBe(ErrorCode.None);

        LoggedEvent told = _events.Of(2005).ShouldHaveSingleItem();
        told.Text.ShouldContain("25000");
    }

    [Fact]
    public async Task Assignments_that_the_record_of_the_group_has_no_room_for_are_refused_and_the_others_join_again()
    {
        GroupCoordinator groups = Start(new GroupSettings { MaxGroupBytes = 25_000 });
        Task<JoinOutcome> joining = groups.JoinAsync("g", Attempt("a", 100));
        Task<JoinOutcome> other = groups.JoinAsync("g", Attempt("b", 100));
        _clock.Advance(TimeSpan.FromSeconds(7));
        JoinOutcome joined = await joining;
        int generation = (await other).Generation;
        Task<SyncOutcome> waits = groups.SyncAsync("g", new SyncAttempt(new MemberClaim("b", null, generation)));

        SyncOutcome refused = await groups.SyncAsync("g", new SyncAttempt(new MemberClaim("a", null, joined.Generation)) { Assignments = new Dictionary<string, byte[]> { ["a"] = new byte[20_000], ["b"] = new byte[20_000] } });

        refused.Error.ShouldBe(ErrorCode.InvalidRequest);
        (await waits).Error.ShouldBe(ErrorCode.RebalanceInProgress);
        Task<JoinOutcome> again = groups.JoinAsync("g", Attempt("a", 100) with { MemberId = "a" });
        _ = groups.JoinAsync("g", Attempt("b", 100) with { MemberId = "b" });
        (await groups.SyncAsync("g", new SyncAttempt(new MemberClaim("a", null, (await again).Generation)) { Assignments = new Dictionary<string, byte[]> { ["a"] = new byte[10_000], ["stranger"] = new byte[90_000] } })).Error.ShouldBe(ErrorCode.None);
    }

    [Fact]
    public async Task All_groups_together_keep_to_their_bound_and_what_ends_makes_room()
    {
        GroupCoordinator groups = Start(new GroupSettings { MaxTotalBytes = 100_000 });
        int members = 0;
        while ((await JoinShortlyAsync(groups, $"g{members}", Attempt("a", 10_000))) is null) members++;

        members.ShouldBeInRange(5, 10);
        groups.Bytes.ShouldBeLessThanOrEqualTo(100_000);
        groups.Leave("g0", "a", null).ShouldBe(ErrorCode.None);
        (await JoinShortlyAsync(groups, "other", Attempt("a", 5_000))).ShouldBeNull();
    }

    [Fact]
    public async Task Offsets_count_as_well_and_one_that_is_there_can_be_renewed()
    {
        GroupCoordinator groups = Start(new GroupSettings { MaxTotalBytes = 100_000 });
        string text = new('x', 1000);
        int stored = 0;
        while ((await CommitAsync(groups, stored, text)) == ErrorCode.None) stored++;

        stored.ShouldBeInRange(20, 40);
        (await CommitAsync(groups, stored, text)).ShouldBe(ErrorCode.InvalidCommitOffsetSize);
        (await CommitAsync(groups, 0, text)).ShouldBe(ErrorCode.None);
        groups.Bytes.ShouldBeLessThanOrEqualTo(100_000);
        (await groups.DeleteAsync("g")).ShouldBe(ErrorCode.None);
        groups.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_stays_counted_when_members_offsets_and_given_ids_are_gone_and_a_load_counts_what_is_there()
    {
        GroupCoordinator groups = Start(new GroupSettings());
        Task<JoinOutcome> joining = groups.JoinAsync("g", Attempt("a", 1000));
        _clock.Advance(TimeSpan.FromSeconds(7));
        int generation = (await joining).Generation;
        (await groups.SyncAsync("g", new SyncAttempt(new MemberClaim("a", null, generation)) { Assignments = new Dictionary<string, byte[]> { ["a"] = new byte[500] } })).Error.ShouldBe(ErrorCode.None);
        (await CommitAsync(groups, 1, "m", new MemberClaim("a", null, generation))).ShouldBe(ErrorCode.None);
        long counted = groups.Bytes;

        groups.Load();
        groups.Bytes.ShouldBe(counted);
        (await groups.JoinAsync("g", Attempt("b", 1000) with { RequireKnownMemberId = true })).Error.ShouldBe(ErrorCode.MemberIdRequired);
        groups.Bytes.ShouldBeGreaterThan(counted);
        groups.Leave("g", "b", null).ShouldBe(ErrorCode.None);
        groups.Bytes.ShouldBe(counted);
        groups.Leave("g", "a", null).ShouldBe(ErrorCode.None);
        (await groups.DeleteAsync("g")).ShouldBe(ErrorCode.None);
        groups.Bytes.ShouldBe(0);
    }

    [Fact]
    public async Task Texts_and_lists_without_end_are_refused()
    {
        GroupCoordinator groups = Start(new GroupSettings());
        JoinAttempt attempt = Attempt("a", 1);

        (await groups.JoinAsync("g", attempt with { ProtocolType = new string('x', 5000) })).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await groups.JoinAsync("g", attempt with { Protocols = [new GroupProtocol(new string('x', 5000), [])] })).Error.ShouldBe(ErrorCode.InvalidRequest);
        (await groups.JoinAsync("g", attempt with { Protocols = [.. Enumerable.Range(0, 65).Select(i => new GroupProtocol($"p{i}", []))] })).Error.ShouldBe(ErrorCode.InvalidRequest);
        groups.GroupCount.ShouldBe(0);
    }

    private static JoinAttempt Attempt(string id, int bytes) => GroupScene.Attempt(fresh: id) with { Protocols = [new GroupProtocol("range", new byte[bytes])] };

    private static async Task<ErrorCode?> JoinShortlyAsync(GroupCoordinator groups, string group, JoinAttempt attempt)
    {
        Task<JoinOutcome> joining = groups.JoinAsync(group, attempt);
        return joining.IsCompleted ? (await joining).Error : null;
    }

    private static async Task<ErrorCode> CommitAsync(GroupCoordinator groups, int partition, string text, MemberClaim? claim = null) =>
        (await groups.CommitAsync("g", claim ?? new MemberClaim("", null, -1), [(new TopicPartition("t", partition), 1, -1, text)])).Single();

    private GroupCoordinator Start(GroupSettings settings)
    {
        _coordinator = new GroupCoordinator(settings, _log, _ => true, _clock, _events.CreateLogger("groups"));
        _coordinator.Load();
        return _coordinator;
    }
}
