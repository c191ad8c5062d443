using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The committed offsets of one group. Commits are numbered when they are sent to the log, so that a late completion cannot undo a newer commit.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<TopicPartition, (CommittedOffset Offset, long Number)> _committed = [];
    private long _lastNumber;

    /// <summary>What they take, see <see cref="GroupSize"/>.</summary>
    public long Bytes { get; private set; }

    public int Count => _committed.Count;

    /// <summary>Commits sent to the log and not completed yet.</summary>
    public int InFlight { get; private set; }

    public IEnumerable<KeyValuePair<TopicPartition, CommittedOffset>> All =>
        _committed.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Offset));

    public CommittedOffset? Find(TopicPartition partition) => _committed.TryGetValue(partition, out var entry) ? entry.Offset : null;

    /// <summary>Takes the number of a commit that is about to be sent to the log.</summary>
    public long Begin()
    {
        InFlight++;
        return ++_lastNumber;
    }

    /// <summary>Makes a stored commit visible; null when it could not be stored.</summary>
    public void Complete(long number, IReadOnlyList<KeyValuePair<TopicPartition, CommittedOffset>>? offsets)
    {
        InFlight--;
        foreach (var (partition, offset) in offsets ?? [])
        {
            if (!_committed.TryGetValue(partition, out var known) || known.Number < number) Put(partition, offset, number);
        }
    }

    /// <summary>Puts an offset that was read back from the log.</summary>
    public void Restore(TopicPartition partition, CommittedOffset offset) => Put(partition, offset, 0);

    /// <summary>How many bytes more they would take with this one; below 0 when it takes less than the one before it.</summary>
    public long Growth(TopicPartition partition, string metadata) => GroupSize.Offset(partition.Topic, metadata) - SizeOf(partition);

    /// <summary>Forgets the offsets of <paramref name="partitions"/> and answers which of them there were.</summary>
    public List<TopicPartition> Remove(IEnumerable<TopicPartition> partitions)
    {
        List<TopicPartition> removed = [];
        foreach (TopicPartition partition in partitions)
        {
            long size = SizeOf(partition);
            if (!_committed.Remove(partition)) continue;
            Bytes -= size;
            removed.Add(partition);
        }

        return removed;
    }

    /// <summary>Forgets the offsets that were committed before <paramref name="limitMs"/> and answers whose they were.</summary>
    public List<TopicPartition> RemoveOlderThan(long limitMs) =>
        Remove([.. _committed.Where(entry => entry.Value.Offset.TimestampMs <= limitMs).Select(entry => entry.Key)]);

    private void Put(TopicPartition partition, CommittedOffset offset, long number)
    {
        Bytes += Growth(partition, offset.Metadata);
        _committed[partition] = (offset, number);
    }

    private long SizeOf(TopicPartition partition) => _committed.TryGetValue(partition, out var known) ? GroupSize.Offset(partition.Topic, known.Offset.Metadata) : 0;
}
