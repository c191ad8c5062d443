using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>
/// Watches a cluster over the Kafka protocol, from any process: asks all nodes at once, several times a second, and folds their answers. A node that does not
/// answer holds nobody up. Start it once; reading is thread-safe.
/// </summary>
public sealed class ClusterWatcher : IAsyncDisposable
{
    private const int RoundsBetweenDisks = 8;
    private const int TopologySources = 2;
    private readonly ClusterWatchOptions _options;
    private readonly TimeProvider _time;
    private readonly AdminOptions _connection;
    private readonly IReadOnlyList<BrokerAddress> _bootstrap;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private readonly ClusterFold _fold = new();
    private readonly Dictionary<BrokerAddress, NodeProbe> _probes = [];
    private readonly Dictionary<BrokerAddress, Question> _asked = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClusterView _view = new();
    private Exception? _fault;
    private Task _work = Task.CompletedTask;
    private TimeSpan _interval;
    private int _round;
    private long _lastRound;

    /// <param name="options">Where the cluster is, and how often to ask.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The servers are no HOST:PORT list.</exception>
    public ClusterWatcher(ClusterWatchOptions options, TimeProvider? time = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _interval = options.Interval;
        _connection = options.Connection;
        _bootstrap = BrokerAddress.ParseList(options.BootstrapServers);
    }

    /// <summary>The cluster as of the last round.</summary>
    public ClusterView View => Volatile.Read(ref _view);

    /// <summary>What the last round failed with, when it did; the view is that of the round before then. Null after a good round.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Completes with the next round.</summary>
    public Task NextRound
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    /// <summary>
    /// Whether somebody looks: else it asks ten times less often, enough to know what was acknowledged before an election. While no node answers it asks as often as
    /// for one who looks, so that the first answer counts when it comes.
    /// </summary>
    public bool IsLookedAt
    {
        get => _interval == _options.Interval;
        set => _interval = value ? _options.Interval : _options.Interval * 10;
    }

    private TimeSpan Interval => View.Health == ClusterHealth.Unreachable ? _options.Interval : _interval;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        if (_work.IsCompleted && !_disposed.IsCancellationRequested) _work = WorkAsync();
    }

    /// <summary>What happened after a change, and the number of the latest change.</summary>
    public (IReadOnlyList<TimelineEntry> Entries, long Change) Events(long since)
    {
        lock (_gate) return (_fold.Timeline.Since(since), _fold.Timeline.Change);
    }

    /// <summary>Ends watching.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        foreach (NodeProbe probe in _probes.Values) probe.Dispose();
        _disposed.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                long began = _time.GetTimestamp();
                await TryRoundAsync().ConfigureAwait(false);
                TimeSpan left = Interval - _time.GetElapsedTime(began);
                if (left > TimeSpan.Zero) await PauseAsync(left).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Ended.
        }
    }

    /// <summary>Waits, but no longer than a short interval once somebody begins to look.</summary>
    private async Task PauseAsync(TimeSpan left)
    {
        bool wasLookedAt = IsLookedAt;
        for (TimeSpan step; left > TimeSpan.Zero && IsLookedAt == wasLookedAt; left -= step)
        {
            step = left < _options.Interval ? left : _options.Interval;
            await Task.Delay(step, _time, _disposed.Token).ConfigureAwait(false);
        }
    }

    /// <summary>One answer that nobody foresaw costs a round; watching goes on.</summary>
    private async Task TryRoundAsync()
    {
        try
        {
            await RoundAsync().ConfigureAwait(false);
            Volatile.Write(ref _fault, null);
        }
        catch (Exception fault) when (!_disposed.IsCancellationRequested)
        {
            Volatile.Write(ref _fault, fault);
        }
    }

    private async Task RoundAsync()
    {
        Ask();
        Task all = Task.WhenAll(_asked.Values.Select(q => q.Answer));
        await Task.WhenAny(all, Task.Delay(_options.Patience, _time, _disposed.Token)).ConfigureAwait(false);
        _disposed.Token.ThrowIfCancellationRequested();
        TaskCompletionSource changed;
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            // A watcher that was itself held up knows nothing about who would have answered meanwhile.
            long round = _time.GetTimestamp();
            bool isPunctual = _lastRound != 0 && _time.GetElapsedTime(_lastRound, round) < _interval * 3;
            _lastRound = round;
            foreach ((BrokerAddress address, Question question) in _asked.ToArray())
            {
                if (question.Answer.IsCompleted)
                {
                    _asked.Remove(address);
                    _fold.Take(question.Answer.Result);
                }
                else if (isPunctual)
                {
                    _fold.Await(question.Node, question.Asked, now);
                }
            }

            Volatile.Write(ref _view, _fold.View(now));
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Asks everybody who does not owe an answer.</summary>
    private void Ask()
    {
        _round++;
        (int Node, BrokerAddress Address)[] nodes = [.. _fold.Addresses];
        var alive = View.Nodes.Where(n => n.Status is NodeStatus.Alive or NodeStatus.Unknown).Select(n => n.Id).ToHashSet();
        var sized = View.Nodes.Where(n => n.LogBytes is not null).Select(n => n.Id).ToHashSet();
        (int Node, BrokerAddress Address)[] sources = [.. nodes.Where(n => alive.Contains(n.Node))];
        var chosen = Enumerable.Range(0, Math.Min(TopologySources, sources.Length)).Select(i => sources[(_round * TopologySources + i) % sources.Length].Node).ToHashSet();
        foreach ((int node, BrokerAddress address) in nodes)
        {
            if (_asked.ContainsKey(address)) continue;
            (Guid runId, long from) = _fold.EventsWanted(node);
            Begin(address, new NodeQuestions(node, chosen.Contains(node), !sized.Contains(node) || (_round + node) % RoundsBetweenDisks == 0, _fold.LedBy(node), runId, from));
        }

        if (sources.Length == 0)
            foreach (BrokerAddress address in _bootstrap.Where(a => !_asked.ContainsKey(a) && !Array.Exists(nodes, n => n.Address == a)))
                Begin(address, new NodeQuestions(-1, true, false, [], Guid.Empty, 0));
        ForgetProbes(nodes);
    }

    private void Begin(BrokerAddress address, NodeQuestions questions)
    {
        if (!_probes.TryGetValue(address, out NodeProbe? probe)) probe = _probes[address] = new NodeProbe(address, _connection, _time);
        _asked[address] = new Question(questions.NodeId, _time.GetUtcNow(), NodePoll.AskAsync(probe, questions, _time, _disposed.Token));
    }

    /// <summary>Closes the connections to addresses that are nobody's any more.</summary>
    private void ForgetProbes((int Node, BrokerAddress Address)[] nodes)
    {
        if (nodes.Length == 0) return;
        foreach (BrokerAddress address in _probes.Keys.Where(a => !_asked.ContainsKey(a) && !Array.Exists(nodes, n => n.Address == a)).ToArray())
        {
            _probes[address].Dispose();
            _probes.Remove(address);
        }
    }

    private sealed record Question(int Node, DateTimeOffset Asked, Task<NodeReport> Answer);
}
