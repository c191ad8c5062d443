using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker.Tests;

/// <summary>Joining groups and committing offsets.</summary>
internal static class GroupCalls
{
    public const string Group = "g";

    public static JoinGroupRequest Joining(string group, string memberId = "", string? instance = null, string protocol = "range") => new()
    {
        GroupId = group,
        MemberId = memberId,
        GroupInstanceId = instance,
        SessionTimeoutMs = 10_000,
        RebalanceTimeoutMs = 10_000,
        ProtocolType = "consumer",
        Protocols = [new() { Name = protocol, Metadata = new byte[] { 0, 0, 0, 0, 0, 1, 0, 1, (byte)'t', 255, 255, 255, 255 } }],
    };

    /// <summary>Joins as the only member, in the way that the version asks for, and takes the assignment "mine".</summary>
    public static async Task<JoinGroupResponse> JoinAloneAsync(this WireClient client, string group, short joinVersion = 9, short syncVersion = 5)
    {
        JoinGroupResponse joined = await client.CallAsync(Joining(group), joinVersion);
        if (joined.ErrorCode == ErrorCode.MemberIdRequired) joined = await client.CallAsync(Joining(group, joined.MemberId), joinVersion);
        joined.ErrorCode.ShouldBe(ErrorCode.None);
        SyncGroupResponse synced = await client.SyncAsync(group, joined, syncVersion);
        synced.ErrorCode.ShouldBe(ErrorCode.None);
        synced.Assignment.ToArray().ShouldBe("mine"u8.ToArray());
        return joined;
    }

    public static Task<SyncGroupResponse> SyncAsync(this WireClient client, string group, JoinGroupResponse joined, short version = 5) => client.CallAsync(
        new SyncGroupRequest
        {
            GroupId = group,
            MemberId = joined.MemberId,
            GenerationId = joined.GenerationId,
            Assignments = joined.Leader == joined.MemberId ? [new() { MemberId = joined.MemberId, Assignment = "mine"u8.ToArray() }] : [],
        },
        version);

    public static async Task<ErrorCode> HeartbeatAsync(this WireClient client, string group, string member, int generation, short version = 4) =>
        (await client.CallAsync(new HeartbeatRequest { GroupId = group, MemberId = member, GenerationId = generation }, version)).ErrorCode;

    /// <summary>Commits one offset without membership.</summary>
    public static async Task<ErrorCode> CommitAsync(this WireClient client, string group, string topic, int partition, long offset, string? metadata = null, short version = 8)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = group,
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = partition, CommittedOffset = offset, CommittedLeaderEpoch = 3, CommittedMetadata = metadata }] }],
        };
        return (await client.CallAsync(request, version)).Topics.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem().ErrorCode;
    }

    /// <summary>The committed offset of one partition.</summary>
    public static async Task<OffsetFetchResponsePartition> CommittedAsync(this WireClient client, string group, string topic, int partition, short version = 8)
    {
        List<OffsetFetchRequestTopic> topics = [new() { Name = topic, PartitionIndexes = [partition] }];
        var request = new OffsetFetchRequest { GroupId = group, Topics = topics, Groups = [new() { GroupId = group, Topics = topics }] };
        OffsetFetchResponse response = await client.CallAsync(request, version);
        response.ErrorCode.ShouldBe(ErrorCode.None);
        List<OffsetFetchResponseTopic> answered = version < 8 ? response.Topics : response.Groups.ShouldHaveSingleItem().Topics;
        return answered.ShouldHaveSingleItem().Partitions.ShouldHaveSingleItem();
    }
}
