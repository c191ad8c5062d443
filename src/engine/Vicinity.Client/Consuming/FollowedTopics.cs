using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>
/// All partitions of the topics that match a filter, read by this consumer alone. Those that are there at the beginning start where the application says; those that
/// come later start at their first record, since all of it is new.
/// </summary>
internal sealed class FollowedTopics : IPartitionSource
{
    private readonly Fetcher _fetcher;
    private readonly StartPosition _start;
    private readonly IRebalanceListener? _listener;
    private readonly TopicWatch _watch;
    private Dictionary<string, (Guid Id, int Partitions)> _followed = [];
    private int _changed;
    private bool _isFirst = true;

    public FollowedTopics(TopicFilter filter, StartPosition start, IRebalanceListener? listener, Fetcher fetcher, Cluster cluster, TimeSpan interval)
    {
        _fetcher = fetcher;
        _start = start;
        _listener = listener;
        _watch = new TopicWatch(filter, cluster, interval, Changed);
        _watch.Start();
    }

    public bool IsSettled => !_isFirst;

    public async ValueTask<bool> UpdateAsync(long until, CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _changed, 0) == 0) return true;
        var topics = new Dictionary<string, (Guid Id, int Partitions)>(_watch.Topics);
        var gone = TopicWatch.PartitionsOf(_followed.Where(f => !topics.TryGetValue(f.Key, out (Guid Id, int Partitions) now) || now.Id != f.Value.Id).ToDictionary()).ToList();
        HashSet<TopicPartition> kept = [.. TopicWatch.PartitionsOf(_followed).Except(gone)];
        var added = TopicWatch.PartitionsOf(topics).Where(p => !kept.Contains(p)).ToList();
        _followed = topics;
        if (gone.Count > 0)
        {
            _fetcher.Remove(gone);
            if (_listener is not null) await _listener.OnRevokedAsync(gone, cancel).ConfigureAwait(false);
        }
        StartPosition start = _isFirst ? _start : StartPosition.Earliest;
        _fetcher.Add(added.Select(p => (p, start)));
        _isFirst = false;
        if (_listener is not null && added.Count > 0) await _listener.OnAssignedAsync(added, cancel).ConfigureAwait(false);
        return true;
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _fetcher.Remove([.. TopicWatch.PartitionsOf(_followed)]);
        return ValueTask.CompletedTask;
    }

    private void Changed()
    {
        Volatile.Write(ref _changed, 1);
        _fetcher.WakeReader();
    }
}
