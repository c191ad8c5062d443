using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Partitions that the application named.</summary>
internal sealed class FixedPartitions(Fetcher fetcher, IReadOnlyCollection<TopicPartition> partitions, StartPosition start) : IPartitionSource
{
    private bool _isAdded;

    public bool IsSettled => _isAdded;

    public ValueTask<bool> UpdateAsync(long until, CancellationToken cancel)
    {
        if (!_isAdded) fetcher.Add(partitions.Select(p => (p, start)));
        _isAdded = true;
        return new ValueTask<bool>(true);
    }

    public ValueTask DisposeAsync()
    {
        fetcher.Remove(partitions);
        return ValueTask.CompletedTask;
    }
}
