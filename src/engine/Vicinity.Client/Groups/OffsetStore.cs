using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>Commits and reads a group's offsets.</summary>
internal sealed class OffsetStore(string group, string? instanceId, Caller caller)
{
    /// <summary>Commits next offsets in the name of a member; generation -1 and an empty id for a client that is no member.</summary>
    /// <exception cref="KafkaErrorException">A partition was refused.</exception>
    public Task CommitAsync(IReadOnlyDictionary<TopicPartition, long> nextOffsets, string memberId, int generation, CancellationToken cancel)
    {
        if (nextOffsets.Count == 0) return Task.CompletedTask;
        var request = new OffsetCommitRequest
        {
            GroupId = group,
            MemberId = memberId,
            GenerationId = generation,
            GroupInstanceId = generation < 0 ? null : instanceId,
            Topics = [.. nextOffsets.GroupBy(o => o.Key.Topic).Select(t => new OffsetCommitRequestTopic
            {
                Name = t.Key,
                Partitions = [.. t.Select(o => new OffsetCommitRequestPartition { PartitionIndex = o.Key.Partition, CommittedOffset = o.Value, CommittedMetadata = "" })],
            })],
        };
        return caller.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            CallTarget.Coordinator(group),
            request,
            response =>
            {
                foreach (OffsetCommitResponseTopic topic in response.Topics)
                    foreach (OffsetCommitResponsePartition p in topic.Partitions)
                        KafkaErrorException.ThrowIfError(p.ErrorCode, $"the commit of group {group} in {topic.Name}-{p.PartitionIndex}");
            },
            repeatable: true,
            cancel);
    }

    /// <summary>The committed offsets of partitions; those that have none are left out.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> FetchAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancel)
    {
        OffsetFetchResponse response = await caller.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
            CallTarget.Coordinator(group),
            new OffsetFetchRequest
            {
                GroupId = group,
                Topics = [.. partitions.GroupBy(p => p.Topic).Select(t => new OffsetFetchRequestTopic { Name = t.Key, PartitionIndexes = [.. t.Select(p => p.Partition)] })],
            },
            answer =>
            {
                KafkaErrorException.ThrowIfError(answer.ErrorCode, $"the offsets of group {group}");
                foreach (OffsetFetchResponseTopic topic in answer.Topics)
                    foreach (OffsetFetchResponsePartition p in topic.Partitions)
                        KafkaErrorException.ThrowIfError(p.ErrorCode, $"the offset of group {group} in {topic.Name}-{p.PartitionIndex}");
            },
            repeatable: true,
            cancel,
            maxVersion: 7).ConfigureAwait(false);
        return response.Topics
            .SelectMany(t => t.Partitions.Select(p => (Key: new TopicPartition(t.Name, p.PartitionIndex), p.CommittedOffset)))
            .Where(o => o.CommittedOffset >= 0)
            .ToDictionary(o => o.Key, o => o.CommittedOffset);
    }
}
