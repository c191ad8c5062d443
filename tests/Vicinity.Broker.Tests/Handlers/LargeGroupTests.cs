using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>A group whose members together are larger than the largest batch of other topics.</summary>
public sealed class LargeGroupTests
{
    private const int Members = 12;
    private const int SubscriptionBytes = 100_000;

    [Fact]
    public async Task Twelve_members_with_100_KB_of_subscription_each_settle_and_are_there_after_a_restart()
    {
        await using NodeUnderTest node = NodeUnderTest.Start(o => o with { GroupInitialRebalanceDelay = TimeSpan.FromMilliseconds(500) });
        var clients = new List<WireClient>();
        for (int i = 0; i < Members; i++) clients.Add(await node.ConnectAsync());

        JoinGroupResponse[] joined = await Task.WhenAll(clients.Select(JoinAsync));
        joined.Select(j => j.ErrorCode).ShouldAllBe(e => e == ErrorCode.None);
        JoinGroupResponse leader = joined.Single(j => j.MemberId == j.Leader);
        leader.Members.Count.ShouldBe(Members);
        SyncGroupResponse[] synced = await Task.WhenAll(clients.Select((client, i) => SyncAsync(client, joined[i], leader)));

        synced.Select(s => s.ErrorCode).ShouldAllBe(e => e == ErrorCode.None);
        synced.Select(s => s.Assignment.Length).ShouldAllBe(l => l == 1000);
        foreach (WireClient client in clients) client.Dispose();
        await node.RestartAsync();
        using WireClient again = await node.ConnectAsync();
        DescribeGroupsResponseGroup described = (await again.CallAsync(new DescribeGroupsRequest { Groups = ["large"] }, 5)).Groups.ShouldHaveSingleItem();
        (described.GroupState, described.Members.Count).ShouldBe(("Stable", Members));
        described.Members.ShouldAllBe(m => m.MemberMetadata.Length == SubscriptionBytes && m.MemberAssignment.Length == 1000);
    }

    private static async Task<JoinGroupResponse> JoinAsync(WireClient client)
    {
        var request = new JoinGroupRequest
        {
            GroupId = "large",
            SessionTimeoutMs = 30_000,
            RebalanceTimeoutMs = 30_000,
            ProtocolType = "consumer",
            Protocols = [new() { Name = "range", Metadata = new byte[SubscriptionBytes] }],
        };
        return await client.CallAsync(request, 3);
    }

    private static Task<SyncGroupResponse> SyncAsync(WireClient client, JoinGroupResponse joined, JoinGroupResponse leader) => client.CallAsync(
        new SyncGroupRequest
        {
            GroupId = "large",
            MemberId = joined.MemberId,
            GenerationId = joined.GenerationId,
            Assignments = joined == leader ? [.. leader.Members.Select(m => new SyncGroupRequestAssignment { MemberId = m.MemberId, Assignment = new byte[1000] })] : [],
        },
        3);
}
