using Vicinity.Model;
using Vicinity.Protocol;
using static Vicinity.Broker.Tests.GroupCalls;

namespace Vicinity.Broker.Tests;

public sealed class GroupAdministrationTests
{
    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)2)]
    [InlineData((short)3)]
    public async Task The_coordinator_of_a_group_is_this_node(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        FindCoordinatorResponse found = await client.CallAsync(new FindCoordinatorRequest { Key = Group }, version);

        found.ErrorCode.ShouldBe(ErrorCode.None);
        (found.NodeId, found.Port).ShouldBe((1, node.Node.EndPoint.Port));
    }

    [Fact]
    public async Task From_version_4_several_coordinators_are_found_at_once()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        FindCoordinatorResponse found = await client.CallAsync(new FindCoordinatorRequest { CoordinatorKeys = ["a", "b"] }, 4);

        found.Coordinators.Select(c => (c.Key, c.NodeId, c.ErrorCode)).ShouldBe([("a", 1, ErrorCode.None), ("b", 1, ErrorCode.None)]);
    }

    [Fact]
    public async Task A_transaction_has_no_coordinator_for_good()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        FindCoordinatorResponse found = await client.CallAsync(new FindCoordinatorRequest { Key = "tx", KeyType = 1 }, 3);

        found.ErrorCode.ShouldBe(ErrorCode.TransactionalIdAuthorizationFailed);
        found.ErrorMessage.ShouldNotBeNull();
    }

    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)2)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    public async Task All_groups_are_listed_and_from_version_4_with_their_states(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CommitAsync("b-empty", "t", 0, 1);
        await client.JoinAloneAsync("a-stable");

        ListGroupsResponse listed = await client.CallAsync(new ListGroupsRequest(), version);

        listed.Groups.Select(g => (g.GroupId, g.ProtocolType)).ShouldBe([("a-stable", "consumer"), ("b-empty", "")]);
        if (version < 4) return;
        listed.Groups.Select(g => g.GroupState).ShouldBe(["Stable", "Empty"]);
        ListGroupsResponse filtered = await client.CallAsync(new ListGroupsRequest { StatesFilter = ["empty"] }, version);
        filtered.Groups.ShouldHaveSingleItem().GroupId.ShouldBe("b-empty");
    }

    [Theory]
    [InlineData((short)0)]
    [InlineData((short)1)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    [InlineData((short)5)]
    public async Task A_group_is_described_with_its_members_and_an_unknown_one_as_dead(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        JoinGroupResponse joined = await client.JoinAloneAsync(Group);

        DescribeGroupsResponse described = await client.CallAsync(new DescribeGroupsRequest { Groups = [Group, "unknown"] }, version);

        DescribeGroupsResponseGroup group = described.Groups[0];
        (group.ErrorCode, group.GroupState, group.ProtocolType, group.ProtocolData).ShouldBe((ErrorCode.None, "Stable", "consumer", "range"));
        DescribeGroupsResponseMember member = group.Members.ShouldHaveSingleItem();
        (member.MemberId, member.ClientId, member.ClientHost).ShouldBe((joined.MemberId, "test", "/127.0.0.1"));
        member.MemberAssignment.ToArray().ShouldBe("mine"u8.ToArray());
        (described.Groups[1].ErrorCode, described.Groups[1].GroupState).ShouldBe((ErrorCode.None, "Dead"));
    }

    [Fact]
    public async Task From_version_6_on_an_unknown_group_is_an_error_with_its_reason()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();

        DescribeGroupsResponseGroup unknown = (await client.CallAsync(new DescribeGroupsRequest { Groups = ["unknown"] }, 6)).Groups.ShouldHaveSingleItem();

        (unknown.ErrorCode, unknown.GroupState, unknown.ErrorMessage).ShouldBe((ErrorCode.GroupIdNotFound, "Dead", "group 'unknown' was not found"));
    }

    [Fact]
    public async Task From_version_5_on_groups_are_listed_with_their_type_and_by_it()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.JoinAloneAsync(Group);

        ListGroupsResponseGroup listed = (await client.CallAsync(new ListGroupsRequest { TypesFilter = ["classic"] }, 5)).Groups.ShouldHaveSingleItem();

        (listed.GroupId, listed.GroupType).ShouldBe((Group, "Classic"));
        (await client.CallAsync(new ListGroupsRequest { TypesFilter = ["consumer", "share"] }, 5)).Groups.ShouldBeEmpty();
    }
}
