using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>
/// The partitions of one Fetch, each once, in the order in which the request names them first; of one that is named again the last wish holds.
/// Counts what there is to read without looking at all of them each time that one moves: work that grows with what is written, not with that times
/// what is asked for. Not thread-safe.
/// </summary>
internal sealed class FetchedPartitions
{
    private readonly List<FetchedPartition> _all = [];
    private readonly Dictionary<TopicPartition, int> _places = [];
    private int _maxBytes;
    private int _minBytes;
    private int _bytes;
    private bool _urgent;

    /// <summary>The partitions.</summary>
    public IReadOnlyList<FetchedPartition> All => _all;

    /// <summary>How much is wanted.</summary>
    /// <param name="maxBytes">Most bytes in the whole answer.</param>
    /// <param name="minBytes">With fewer the answer waits; more than <paramref name="maxBytes"/> means as many.</param>
    public void Want(int maxBytes, int minBytes)
    {
        _maxBytes = maxBytes;
        _minBytes = Math.Min(minBytes, Math.Max(maxBytes, 1));
    }

    /// <summary>Adds a partition, in place of what was asked of it before.</summary>
    public void Add(FetchedPartition partition)
    {
        if (_places.TryAdd(new TopicPartition(partition.Topic, partition.Partition), _all.Count)) _all.Add(partition);
        else _all[_places[new TopicPartition(partition.Topic, partition.Partition)]] = partition;
    }

    /// <summary>Looks at all of them, in their order, the first with records getting at least one batch.</summary>
    /// <returns>Whether the answer can leave.</returns>
    public bool LookAtAll()
    {
        _bytes = 0;
        _urgent = false;
        foreach (FetchedPartition partition in _all) Look(partition);
        return IsEnough;
    }

    /// <summary>Looks at the one whose replica has moved.</summary>
    /// <returns>Whether the answer can leave.</returns>
    public bool LookAt(Replica moved)
    {
        if (!_places.TryGetValue(moved.Partition, out int place) || _all[place].Replica != moved) return false;
        _bytes -= _all[place].RecordsLength;
        Look(_all[place]);
        return IsEnough;
    }

    private bool IsEnough => _urgent || _bytes >= Math.Max(_minBytes, 1) || _minBytes <= 0;

    private void Look(FetchedPartition partition)
    {
        partition.Evaluate(_maxBytes - _bytes, atLeastOneBatch: _bytes == 0);
        _bytes += partition.RecordsLength;
        _urgent |= partition.IsUrgent;
    }
}
