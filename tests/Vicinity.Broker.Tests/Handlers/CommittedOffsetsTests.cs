using Vicinity.Model;
using Vicinity.Protocol;
using static Vicinity.Broker.Tests.GroupCalls;

namespace Vicinity.Broker.Tests;

public sealed class CommittedOffsetsTests
{
    [Theory]
    [InlineData((short)1)]
    [InlineData((short)2)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    [InlineData((short)5)]
    [InlineData((short)6)]
    [InlineData((short)7)]
    [InlineData((short)8)]
    [InlineData((short)9)]
    public async Task Every_version_of_a_commit_is_read_back_with_what_it_can_carry(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");

        (await client.CommitAsync(Group, "t", 0, 42, "text", version)).ShouldBe(ErrorCode.None);

        OffsetFetchResponsePartition read = await client.CommittedAsync(Group, "t", 0);
        read.CommittedOffset.ShouldBe(42);
        read.Metadata.ShouldBe("text");
        read.CommittedLeaderEpoch.ShouldBe(version >= 6 ? 3 : -1);
    }

    [Theory]
    [InlineData((short)1)]
    [InlineData((short)2)]
    [InlineData((short)3)]
    [InlineData((short)4)]
    [InlineData((short)5)]
    [InlineData((short)6)]
    [InlineData((short)7)]
    [InlineData((short)8)]
    [InlineData((short)9)]
    public async Task Every_version_of_a_fetch_reads_offsets_and_takes_none_for_no_error(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 2);
        await client.CommitAsync(Group, "t", 0, 42);

        (await client.CommittedAsync(Group, "t", 0, version)).CommittedOffset.ShouldBe(42);
        OffsetFetchResponsePartition none = await client.CommittedAsync(Group, "t", 1, version);
        OffsetFetchResponsePartition unknown = await client.CommittedAsync("unknown", "t", 0, version);

        foreach (OffsetFetchResponsePartition answer in new[] { none, unknown })
        {
            answer.CommittedOffset.ShouldBe(-1);
            answer.CommittedLeaderEpoch.ShouldBe(-1);
            answer.Metadata.ShouldBe("");
            answer.ErrorCode.ShouldBe(ErrorCode.None);
        }
    }

    [Theory]
    [InlineData((short)2)]
    [InlineData((short)7)]
    [InlineData((short)8)]
    [InlineData((short)9)]
    public async Task Null_asks_for_all_partitions_with_a_commit(short version)
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t", 3);
        await client.CommitAsync(Group, "t", 2, 5);
        await client.CommitAsync(Group, "t", 0, 6);

        OffsetFetchResponse response = await client.CallAsync(new OffsetFetchRequest { GroupId = Group, Groups = [new() { GroupId = Group }] }, version);

        List<OffsetFetchResponseTopic> topics = version < 8 ? response.Topics : response.Groups.ShouldHaveSingleItem().Topics;
        topics.ShouldHaveSingleItem().Partitions.Select(p => (p.PartitionIndex, p.CommittedOffset)).ShouldBe([(0, 6), (2, 5)]);
    }

    [Fact]
    public async Task An_unknown_partition_cannot_be_committed()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        (await client.CommitAsync(Group, "nowhere", 0, 5)).ShouldBe(ErrorCode.UnknownTopicOrPartition);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        (await client.CommitAsync(Group, "t", 0, 5, new string('x', 4097))).ShouldBe(ErrorCode.OffsetMetadataTooLarge);
    }

    [Fact]
    public async Task Offsets_survive_a_restart_and_deleted_ones_stay_deleted()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using (WireClient before = await node.ConnectAsync())
        {
            await before.CreateTopicAsync("t", 2);
            await before.CreateTopicAsync("gone");
            await before.CommitAsync(Group, "t", 0, 1);
            await before.CommitAsync(Group, "t", 1, 2);
            await before.CommitAsync(Group, "gone", 0, 3);
            await before.CommitAsync("dropped", "t", 0, 4);
            var request = new OffsetDeleteRequest { GroupId = Group, Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 1 }] }] };
            (await before.CallAsync(request, 0)).Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.None);
            (await before.CallAsync(new DeleteGroupsRequest { GroupsNames = ["dropped", "unknown"] }, 2)).Results.Select(r => r.ErrorCode)
                .ShouldBe([ErrorCode.None, ErrorCode.GroupIdNotFound]);
            (await before.DeleteTopicAsync("gone")).ShouldBe(ErrorCode.None);
        }

        await node.RestartAsync();

        using WireClient after = await node.ConnectAsync();
        await after.CreateTopicAsync("gone");
        (await after.CommittedAsync(Group, "t", 0)).CommittedOffset.ShouldBe(1);
        (await after.CommittedAsync(Group, "t", 1)).CommittedOffset.ShouldBe(-1);
        (await after.CommittedAsync(Group, "gone", 0)).CommittedOffset.ShouldBe(-1);
        (await after.CommittedAsync("dropped", "t", 0)).CommittedOffset.ShouldBe(-1);
    }

    [Fact]
    public async Task Offsets_of_a_topic_that_a_live_group_reads_cannot_be_deleted()
    {
        await using NodeUnderTest node = NodeUnderTest.Start();
        using WireClient client = await node.ConnectAsync();
        await client.CreateTopicAsync("t");
        await client.CommitAsync(Group, "t", 0, 1);
        await client.JoinAloneAsync(Group);

        var request = new OffsetDeleteRequest { GroupId = Group, Topics = [new() { Name = "t", Partitions = [new()] }] };

        (await client.CallAsync(request, 0)).Topics[0].Partitions[0].ErrorCode.ShouldBe(ErrorCode.GroupSubscribedToTopic);
        (await client.CallAsync(new DeleteGroupsRequest { GroupsNames = [Group] }, 2)).Results[0].ErrorCode.ShouldBe(ErrorCode.NonEmptyGroup);
        (await client.CallAsync(new OffsetDeleteRequest { GroupId = "unknown" }, 0)).ErrorCode.ShouldBe(ErrorCode.GroupIdNotFound);
    }
}
