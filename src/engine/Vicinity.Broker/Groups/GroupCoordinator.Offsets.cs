using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <content>Committing, reading and deleting offsets.</content>
internal sealed partial class GroupCoordinator
{
    /// <summary>Stores offsets; one error for each, in the same order. Completes when they are on disk.</summary>
    public async Task<ErrorCode[]> CommitAsync(string groupId, MemberClaim claim, IReadOnlyList<(TopicPartition Partition, long Offset, int LeaderEpoch, string Metadata)> commits)
    {
        var errors = new ErrorCode[commits.Count];
        long number = 0;
        ConsumerGroup? committing = null;
        Task<ErrorCode>? append = null;
        var accepted = new List<KeyValuePair<TopicPartition, CommittedOffset>>();

        ErrorCode refusal = CheckGroupId(groupId);
        if (refusal == ErrorCode.None)
        {
            void Begin(ConsumerGroup group, long now)
            {
                refusal = group.CheckCommit(claim, now);
                if (refusal != ErrorCode.None) return;
                long growth = 0;
                for (var i = 0; i < commits.Count; i++)
                {
                    errors[i] = CheckCommit(commits[i].Partition, commits[i].Metadata);
                    if (errors[i] == ErrorCode.None) errors[i] = CheckRoom(group, commits[i].Partition, commits[i].Metadata, ref growth);
                    if (errors[i] == ErrorCode.None)
                        accepted.Add(KeyValuePair.Create(commits[i].Partition, new CommittedOffset(commits[i].Offset, commits[i].LeaderEpoch, commits[i].Metadata, now)));
                }

                if (accepted.Count == 0) return;
                committing = group;
                number = group.Offsets.Begin();
                append = AppendAsync([.. accepted.Select(a => new KeyedRecord(new GroupRecordKey(groupId, a.Key).Encode(), GroupRecordValue.Encode(a.Value)))]);
            }

            // A commit without membership may begin a group; one of a member cannot, its group is lost.
            bool found = claim.Generation < 0 ? TryWithNew(groupId, Begin) : TryWith(groupId, Begin);
            if (!found) refusal = Lost(claim.Generation < 0 ? ErrorCode.PolicyViolation : ErrorCode.IllegalGeneration);
        }

        if (append is not null) refusal = await FinishAsync(groupId, committing!, number, accepted, append).ConfigureAwait(false);
        for (var i = 0; i < errors.Length; i++)
        {
            if (errors[i] == ErrorCode.None) errors[i] = refusal;
        }

        return errors;
    }

    /// <summary>The committed offset of a partition, or null.</summary>
    public CommittedOffset? FindOffset(string groupId, TopicPartition partition)
    {
        CommittedOffset? found = null;
        TryWith(groupId, (group, _) => found = group.Offsets.Find(partition));
        return found;
    }

    /// <summary>All committed offsets of a group; none for an unknown one.</summary>
    public IReadOnlyList<KeyValuePair<TopicPartition, CommittedOffset>> AllOffsets(string groupId)
    {
        List<KeyValuePair<TopicPartition, CommittedOffset>> found = [];
        TryWith(groupId, (group, _) => found.AddRange(group.Offsets.All));
        return found;
    }

    /// <summary>
    /// Deletes offsets of partitions that no member reads. The first error is the whole request's; the others belong to the partitions.
    /// Completes when the deletion is on disk.
    /// </summary>
    public async Task<(ErrorCode Error, ErrorCode[] Partitions)> DeleteOffsetsAsync(string groupId, IReadOnlyList<TopicPartition> partitions)
    {
        var errors = new ErrorCode[partitions.Count];
        ErrorCode error = CheckGroupId(groupId);
        Task<ErrorCode>? append = null;
        if (error != ErrorCode.None) return (error, errors);
        bool found = TryWith(groupId, (group, _) =>
        {
            if (group.State != GroupState.Empty && group.ProtocolType != ConsumerSubscription.ProtocolType)
            {
                error = ErrorCode.NonEmptyGroup;
                return;
            }

            var isRead = new Dictionary<string, bool>(StringComparer.Ordinal);
            for (var i = 0; i < partitions.Count; i++)
            {
                errors[i] = !_partitionExists(partitions[i]) ? ErrorCode.UnknownTopicOrPartition
                    : IsRead(partitions[i].Topic) ? ErrorCode.GroupSubscribedToTopic
                    : ErrorCode.None;
            }

            append = Forget(group, partitions.Where((_, i) => errors[i] == ErrorCode.None));

            bool IsRead(string topic) => isRead.TryGetValue(topic, out bool known) ? known : isRead[topic] = group.IsSubscribedTo(topic);
        });
        if (!found) error = Lost(ErrorCode.GroupIdNotFound);
        if (append is not null) error = await append.ConfigureAwait(false);
        return (error, errors);
    }

    /// <summary>Forgets the offsets that any group has for a topic that is gone.</summary>
    public async Task ForgetTopicAsync(string topic)
    {
        foreach (GroupCell cell in _groups.Values)
        {
            Task<ErrorCode>? append = null;
            Act(cell, (group, _) => append = Forget(group, [.. group.Offsets.All.Select(o => o.Key).Where(p => p.Topic == topic)]));
            if (append is not null) await append.ConfigureAwait(false);
        }
    }

    private Task<ErrorCode>? Forget(ConsumerGroup group, IEnumerable<TopicPartition> partitions)
    {
        List<TopicPartition> forgotten = group.Offsets.Remove(partitions);
        return forgotten.Count == 0 ? null : AppendAsync([.. forgotten.Select(p => new KeyedRecord(new GroupRecordKey(group.Id, p).Encode(), null))]);
    }

    private async Task<ErrorCode> FinishAsync(
        string groupId, ConsumerGroup group, long number, List<KeyValuePair<TopicPartition, CommittedOffset>> accepted, Task<ErrorCode> append)
    {
        ErrorCode error = await append.ConfigureAwait(false);
        if (_groups.TryGetValue(groupId, out GroupCell? cell) && cell.Group == group)
            Act(cell, (g, _) => g.Offsets.Complete(number, error == ErrorCode.None ? accepted : null));
        return error;
    }

    private ErrorCode CheckRoom(ConsumerGroup group, TopicPartition partition, string metadata, ref long growth)
    {
        long more = Math.Max(0, group.Offsets.Growth(partition, metadata));
        if (more > 0 && growth + more > group.Room.Free)
        {
            TellRefusal(group.Id, new("bytes of all groups", Bytes + growth + more, _settings.MaxTotalBytes));
            return ErrorCode.InvalidCommitOffsetSize;
        }

        growth += more;
        return ErrorCode.None;
    }

    private ErrorCode CheckCommit(TopicPartition partition, string metadata)
    {
        if (metadata.Length > _settings.MaxOffsetMetadata) return ErrorCode.OffsetMetadataTooLarge;
        return _partitionExists(partition) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
    }
}
