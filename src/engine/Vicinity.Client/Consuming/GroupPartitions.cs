using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>The partitions that a group gives to this member. All are given up before each rebalance (the eager protocol) and read again from their committed offsets.</summary>
internal sealed class GroupPartitions : IPartitionSource
{
    private static readonly TimeSpan s_leaveTime = TimeSpan.FromSeconds(5);

    private readonly Fetcher _fetcher;
    private readonly Cluster _cluster;
    private readonly GroupMembership _member;
    private readonly AutoCommit _commits;
    private readonly IRebalanceListener? _listener;
    private readonly TopicWatch _watch;
    private readonly CancellationTokenSource _stop;
    private IReadOnlyList<TopicPartition> _owned = [];
    private Task<IReadOnlyList<TopicPartition>>? _joining;
    private string[] _subscribed = [];
    private bool _isWatching;

    public GroupPartitions(
        TopicFilter filter, IRebalanceListener? listener, Fetcher fetcher, Cluster cluster, GroupMembership member, AutoCommit commits, TimeSpan interval)
    {
        _fetcher = fetcher;
        _cluster = cluster;
        _member = member;
        _commits = commits;
        _listener = listener;
        _watch = new TopicWatch(filter, cluster, interval, TopicsChanged);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cluster.Disposed);
    }

    public bool IsSettled => _joining is null && _member.Reason == GroupMembership.RejoinReason.None;

    public async ValueTask<bool> UpdateAsync(long until, CancellationToken cancel)
    {
        _member.NotePoll();
        while (true)
        {
            if (_member.Fault is { } fault) throw fault;
            if (_joining is null)
            {
                GroupMembership.RejoinReason reason = _member.Reason;
                if (reason == GroupMembership.RejoinReason.None) return true;
                await GiveUpAsync(reason == GroupMembership.RejoinReason.Lost, cancel).ConfigureAwait(false);
                _joining = _member.JoinAsync(ResolveAsync, _stop.Token);
                _ = _joining.ContinueWith(_ => _fetcher.WakeReader(), TaskScheduler.Default);
                if (!_isWatching) _watch.Start();
                _isWatching = true;
            }
            while (!_joining.IsCompleted)
            {
                if (_cluster.Time.GetTimestamp() >= until) return false;
                await _fetcher.WaitAsync(until).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
            }
            Task<IReadOnlyList<TopicPartition>> joined = _joining;
            _joining = null;
            _owned = await joined.ConfigureAwait(false);
            _fetcher.Add(_owned.Select(p => (p, StartPosition.Committed)));
            if (_listener is not null) await _listener.OnAssignedAsync(_owned, cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        using var limit = new CancellationTokenSource(s_leaveTime, _cluster.Time);
        try
        {
            await GiveUpAsync(lost: false, limit.Token).ConfigureAwait(false);
            await _stop.CancelAsync().ConfigureAwait(false);
            await _member.LeaveAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The session timeout tells the group.
        }
        _member.Dispose();
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<string>> ResolveAsync(CancellationToken cancel)
    {
        await _watch.LookAsync(cancel).ConfigureAwait(false);
        return _subscribed = [.. _watch.Topics.Keys.Order(StringComparer.Ordinal)];
    }

    private async ValueTask GiveUpAsync(bool lost, CancellationToken cancel)
    {
        if (_owned.Count == 0) return;
        IReadOnlyList<TopicPartition> owned = _owned;
        if (!lost) await _commits.CommitBeforeRevocationAsync(cancel).ConfigureAwait(false);
        if (_listener is not null && lost) await _listener.OnLostAsync(owned, cancel).ConfigureAwait(false);
        if (_listener is not null && !lost) await _listener.OnRevokedAsync(owned, cancel).ConfigureAwait(false);
        _fetcher.Remove(owned);
        _owned = [];
    }

    /// <summary>A changed set of topics is this member's to announce; a changed number of partitions is the leader's to assign again.</summary>
    private void TopicsChanged()
    {
        IReadOnlyDictionary<string, (Guid Id, int Partitions)> topics = _watch.Topics;
        bool subscription = !topics.Keys.Order(StringComparer.Ordinal).SequenceEqual(_subscribed);
        bool partitions = _member.LedTopics is { } led && topics.Any(t => led.TryGetValue(t.Key, out int count) && count != t.Value.Partitions);
        if (subscription || partitions) _member.RequestRejoin();
    }
}
