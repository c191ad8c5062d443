using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>The committed offsets of one group. Commits are numbered when they are sent to the log, so that a late completion cannot undo a newer commit.</summary>
internal sealed class GroupOffsets
{
    private readonly Dictionary<TopicPartition, (CommittedOffset Offset, long Number)> _committed = [];
    private long _lastNumber;

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
            if (!_committed.TryGetValue(partition, out var known) || known.Number < number) _committed[partition] = (offset, number);
        }
    }

    /// <summary>Puts an offset that was read back from the log.</summary>
    public void Restore(TopicPartition partition, CommittedOffset offset) => _committed[partition] = (offset, 0);

    /// <summary>Forgets the offsets of <paramref name="partitions"/> and answers which of them there were.</summary>
    public List<TopicPartition> Remove(IEnumerable<TopicPartition> partitions) => [.. partitions.Where(p => _committed.Remove(p))];

    /// <summary>Forgets the offsets that were committed before <paramref name="limitMs"/> and answers whose they were.</summary>
    public List<TopicPartition> RemoveOlderThan(long limitMs) =>
        Remove([.. _committed.Where(entry => entry.Value.Offset.TimestampMs <= limitMs).Select(entry => entry.Key)]);
}
