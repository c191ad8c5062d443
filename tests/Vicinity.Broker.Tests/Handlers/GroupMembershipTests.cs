using Vicinity.Model;
using Vicinity.Protocol;
using static Vicinity.Broker.Tests.GroupCalls;

namespace Vicinity.Broker.Tests;

public sealed class GroupMembershipTests
{
    public static TheoryData<short> JoinVersions => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [MemberData(nameof(JoinVersions))]
    public async Task A_member_joins_syncs_beats_and_leaves_in_every_version(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        using WireClient client = await node.ConnectAsync();
        short sync = Math.Min(version, (short)5), beat = Math.Min(version, (short)4), leave = Math.Min(version, (short)5);

        JoinGroupResponse joined = await client.JoinAloneAsync(Group, version, sync);

        joined.GenerationId.ShouldBe(1);
        joined.ProtocolName.ShouldBe("range");
        joined.Leader.ShouldBe(joined.MemberId);
        joined.MemberId.ShouldStartWith("test-");
        joined.Members.ShouldHaveSingleItem().Metadata.Length.ShouldBe(13);
        (await client.HeartbeatAsync(Group, joined.MemberId, 1, beat)).ShouldBe(ErrorCode.None);
        (await client.HeartbeatAsync(Group, joined.MemberId, 2, beat)).ShouldBe(ErrorCode.IllegalGeneration);

        var leaving = new LeaveGroupRequest { GroupId = Group, MemberId = joined.MemberId, Members = [new() { MemberId = joined.MemberId }, new() { MemberId = "stranger" }] };
        LeaveGroupResponse left = await client.CallAsync(leaving, leave);
        left.ErrorCode.ShouldBe(ErrorCode.None);
        left.Members.Select(m => m.ErrorCode).ShouldBe(leave < 3 ? [] : [ErrorCode.None, ErrorCode.UnknownMemberId]);
        (await client.HeartbeatAsync(Group, joined.MemberId, 1, beat)).ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task From_version_4_a_new_member_must_come_again_with_its_id()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        using WireClient client = await node.ConnectAsync();

        (await client.CallAsync(Joining(Group), 3)).ErrorCode.ShouldBe(ErrorCode.None);
        JoinGroupResponse refused = await client.CallAsync(Joining("other"), 4);

        refused.ErrorCode.ShouldBe(ErrorCode.MemberIdRequired);
        refused.MemberId.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_leave_of_an_unknown_member_in_the_old_form_is_an_error_of_the_request()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        using WireClient client = await node.ConnectAsync();
        (await client.CallAsync(new LeaveGroupRequest { GroupId = Group, MemberId = "stranger" }, 1)).ErrorCode.ShouldBe(ErrorCode.UnknownMemberId);
    }

    [Fact]
    public async Task A_member_that_waits_does_not_hold_up_other_connections()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        using WireClient first = await node.ConnectAsync();
        using WireClient second = await node.ConnectAsync();
        JoinGroupResponse one = await first.JoinAloneAsync(Group, 3, 1);

        await second.SendAsync(Joining(Group), 3);
        ErrorCode beat;
        do
        {
            beat = await first.HeartbeatAsync(Group, one.MemberId, 1, 3);
        }
        while (beat == ErrorCode.None);

        beat.ShouldBe(ErrorCode.RebalanceInProgress);
        JoinGroupResponse again = await first.CallAsync(Joining(Group, one.MemberId), 3);
        (_, JoinGroupResponse two) = await second.ReceiveAsync<JoinGroupResponse>(3);
        again.GenerationId.ShouldBe(2);
        two.GenerationId.ShouldBe(2);
        two.Leader.ShouldBe(one.MemberId);
        again.Members.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_member_goes_on_in_its_generation_after_a_restart_of_the_node()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        JoinGroupResponse joined;
        using (WireClient before = await node.ConnectAsync()) joined = await before.JoinAloneAsync(Group);

        await node.RestartAsync();

        using WireClient after = await node.ConnectAsync();
        (await after.HeartbeatAsync(Group, joined.MemberId, joined.GenerationId)).ShouldBe(ErrorCode.None);
        SyncGroupResponse synced = await after.SyncAsync(Group, joined);
        synced.Assignment.ToArray().ShouldBe("mine"u8.ToArray());
        synced.ProtocolName.ShouldBe("range");
    }

    [Fact]
    public async Task A_session_outside_the_bounds_is_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(Eager);
        using WireClient client = await node.ConnectAsync();
        JoinGroupRequest request = Joining(Group);
        request.SessionTimeoutMs = 10;
        (await client.CallAsync(request, 9)).ErrorCode.ShouldBe(ErrorCode.InvalidSessionTimeout);
    }

    private static BrokerOptions Eager(BrokerOptions options) => options with { GroupInitialRebalanceDelay = TimeSpan.Zero };
}
