using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>What an admin does with consumer groups.</summary>
internal sealed class GroupAdministration(Cluster cluster, Caller caller)
{
    /// <summary>The groups of every node. A node that is away hides its groups, so it fails the call rather than shorten the list.</summary>
    public async Task<IReadOnlyList<GroupListing>> ListAsync(CancellationToken cancel)
    {
        ClusterSnapshot snapshot = await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        ListGroupsResponse[] answers = await Task.WhenAll(snapshot.Nodes.Keys.Select(node => caller.CallAsync<ListGroupsRequest, ListGroupsResponse>(
            CallTarget.Node(node),
            new ListGroupsRequest(),
            answer => KafkaErrorException.ThrowIfError(answer.ErrorCode, $"the groups of node {node}"),
            repeatable: true,
            cancel))).ConfigureAwait(false);
        return [.. answers.SelectMany(a => a.Groups).Select(g => new GroupListing(g.GroupId, g.ProtocolType, g.GroupState)).DistinctBy(g => g.Id).OrderBy(g => g.Id, StringComparer.Ordinal)];
    }

    public async Task<GroupDescription> DescribeAsync(string group, CancellationToken cancel)
    {
        ClusterNode coordinator = await caller.RepeatAsync(() => caller.FindCoordinatorAsync(group, cancel), static e => e.IsRetriable, cancel).ConfigureAwait(false);
        DescribeGroupsResponse response = await caller.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            CallTarget.Coordinator(group),
            new DescribeGroupsRequest { Groups = [group] },
            answer =>
            {
                // Since KIP-1043 a group that does not exist is an error; before it was a group in the state Dead.
                foreach (DescribeGroupsResponseGroup g in answer.Groups)
                    if (g.ErrorCode != ErrorCode.GroupIdNotFound) KafkaErrorException.ThrowIfError(g.ErrorCode, $"group {group}");
            },
            repeatable: true,
            cancel).ConfigureAwait(false);
        DescribeGroupsResponseGroup described = response.Groups.FirstOrDefault() ?? throw new KafkaErrorException(ErrorCode.UnknownServerError, $"group {group}", "the answer is empty");
        return new GroupDescription(
            described.GroupId,
            described.ErrorCode == ErrorCode.GroupIdNotFound ? "Dead" : described.GroupState,
            described.ProtocolType,
            described.ProtocolData,
            coordinator,
            [.. described.Members.Select(m => new GroupMember(m.MemberId, m.GroupInstanceId, m.ClientId, m.ClientHost, ConsumerProtocol.TryReadAssignment(m.MemberAssignment) ?? []))]);
    }

    public Task DeleteAsync(string group, CancellationToken cancel) =>
        caller.CallAsync<DeleteGroupsRequest, DeleteGroupsResponse>(
            CallTarget.Coordinator(group),
            new DeleteGroupsRequest { GroupsNames = [group] },
            answer =>
            {
                foreach (DeleteGroupsResponseGroup g in answer.Results) KafkaErrorException.ThrowIfError(g.ErrorCode, $"group {group}");
            },
            repeatable: false,
            cancel);

    public async Task<IReadOnlyDictionary<TopicPartition, CommittedOffset>> OffsetsAsync(string group, CancellationToken cancel)
    {
        OffsetFetchResponse response = await caller.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
            CallTarget.Coordinator(group),
            new OffsetFetchRequest { GroupId = group, Topics = null },
            answer =>
            {
                KafkaErrorException.ThrowIfError(answer.ErrorCode, $"the offsets of group {group}");
                foreach (OffsetFetchResponseTopic topic in answer.Topics)
                    foreach (OffsetFetchResponsePartition p in topic.Partitions) KafkaErrorException.ThrowIfError(p.ErrorCode, $"the offset of group {group} in {topic.Name}-{p.PartitionIndex}");
            },
            repeatable: true,
            cancel,
            maxVersion: 7).ConfigureAwait(false);
        return response.Topics
            .SelectMany(t => t.Partitions.Select(p => (Key: new TopicPartition(t.Name, p.PartitionIndex), Value: new CommittedOffset(p.CommittedOffset, p.CommittedLeaderEpoch, p.Metadata ?? ""))))
            .Where(o => o.Value.Offset >= 0)
            .ToDictionary(o => o.Key, o => o.Value);
    }

    public Task CommitAsync(string group, IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancel) =>
        caller.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            CallTarget.Coordinator(group),
            new OffsetCommitRequest
            {
                GroupId = group,
                Topics = [.. offsets.GroupBy(o => o.Key.Topic).Select(t => new OffsetCommitRequestTopic
                {
                    Name = t.Key,
                    Partitions = [.. t.Select(o => new OffsetCommitRequestPartition { PartitionIndex = o.Key.Partition, CommittedOffset = o.Value })],
                })],
            },
            answer =>
            {
                foreach (OffsetCommitResponseTopic topic in answer.Topics)
                    foreach (OffsetCommitResponsePartition p in topic.Partitions) KafkaErrorException.ThrowIfError(p.ErrorCode, $"the offset of group {group} in {topic.Name}-{p.PartitionIndex}");
            },
            repeatable: true,
            cancel);

    public Task DeleteOffsetsAsync(string group, IEnumerable<TopicPartition> partitions, CancellationToken cancel) =>
        caller.CallAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            CallTarget.Coordinator(group),
            new OffsetDeleteRequest
            {
                GroupId = group,
                Topics = [.. partitions.GroupBy(p => p.Topic).Select(t => new OffsetDeleteRequestTopic
                {
                    Name = t.Key,
                    Partitions = [.. t.Select(p => new OffsetDeleteRequestPartition { PartitionIndex = p.Partition })],
                })],
            },
            answer =>
            {
                KafkaErrorException.ThrowIfError(answer.ErrorCode, $"the offsets of group {group}");
                foreach (OffsetDeleteResponseTopic topic in answer.Topics)
                    foreach (OffsetDeleteResponsePartition p in topic.Partitions) KafkaErrorException.ThrowIfError(p.ErrorCode, $"the offset of group {group} in {topic.Name}-{p.PartitionIndex}");
            },
            repeatable: true,
            cancel);
}
