using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>
/// Follows which topics match a subscription and how many partitions they have, asking the cluster from time to time. Topics with the same name but another id count as new.
/// </summary>
internal sealed class TopicWatch : IDisposable
{
    private readonly TopicFilter _filter;
    private readonly Cluster _cluster;
    private readonly TimeSpan _interval;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private Dictionary<string, (Guid Id, int Partitions)> _topics = [];
    private bool _isKnown;

    public TopicWatch(TopicFilter filter, Cluster cluster, TimeSpan interval, Action changed)
    {
        _filter = filter;
        _cluster = cluster;
        _interval = interval;
        _changed = changed;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cluster.Disposed);
        if (filter.Names is { } names)
            foreach (string name in names) cluster.AddInterest(name);
        else
            cluster.WantsAllTopics = true;
    }

    /// <summary>Whether the cluster has answered at least once.</summary>
    public bool IsKnown
    {
        get { lock (_gate) return _isKnown; }
    }

    /// <summary>The matching topics, their ids and numbers of partitions.</summary>
    public IReadOnlyDictionary<string, (Guid Id, int Partitions)> Topics
    {
        get { lock (_gate) return _topics; }
    }

    /// <summary>Starts to look from time to time.</summary>
    public void Start() => _ = RunAsync();

    /// <summary>Looks now; returns whether anything has changed.</summary>
    /// <exception cref="ClientException">No broker answered.</exception>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        ClusterSnapshot snapshot = await _cluster.RefreshAsync(cancel).ConfigureAwait(false);
        Dictionary<string, (Guid Id, int Partitions)> found = _filter.Match(snapshot).ToDictionary(t => t.Name, t => (t.Id, t.Partitions.Count));
        lock (_gate)
        {
            bool changed = !_isKnown || found.Count != _topics.Count || found.Any(f => !_topics.TryGetValue(f.Key, out (Guid Id, int Partitions) known) || known != f.Value);
            _isKnown = true;
            _topics = found;
            return changed;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>All partitions of the matching topics.</summary>
    public static IEnumerable<TopicPartition> PartitionsOf(IReadOnlyDictionary<string, (Guid Id, int Partitions)> topics) =>
        topics.SelectMany(t => Enumerable.Range(0, t.Value.Partitions).Select(i => new TopicPartition(t.Key, i)));

    private async Task RunAsync()
    {
        CancellationToken stop = _stop.Token;
        TimeSpan first = TimeSpan.FromMilliseconds(100) < _interval ? TimeSpan.FromMilliseconds(100) : _interval;
        await Task.Yield();
        try
        {
            while (true)
            {
                try
                {
                    if (await LookAsync(stop).ConfigureAwait(false)) _changed();
                }
                catch (ClientException)
                {
                    // The cluster is away; what is known stays as it is.
                }
                await Task.Delay(IsKnown ? _interval : first, _cluster.Time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Another subscription, or the end.
        }
    }
}
