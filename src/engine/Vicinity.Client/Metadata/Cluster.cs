using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// A client's view of one cluster: its connections, and the leaders of the topics it is interested in. Every producer, consumer and admin has its own.
/// Thread-safe.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly ClientOptions _options;
    private readonly ConnectionOptions _connectionOptions;
    private readonly IReadOnlyList<BrokerAddress> _bootstrap;
    private readonly ConcurrentDictionary<(BrokerAddress, ConnectionPurpose), BrokerLink> _links = new();
    private readonly ConcurrentDictionary<string, bool> _interest = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
    private Task<ClusterSnapshot>? _refresh;
    private Task<ClusterSnapshot>? _nextRefresh;
    private readonly SilenceWatch _silence;
    private long _lastSuccess;
    private int _turn;

    public Cluster(ClientOptions options, TimeProvider? time)
    {
        options.Validate();
        _options = options;
        Time = time ?? TimeProvider.System;
        _bootstrap = BrokerAddress.ParseList(options.BootstrapServers);
        _connectionOptions = new ConnectionOptions(options.ClientId, options.RequestTimeout, options.ConnectTimeout, Time);
        _turn = Random.Shared.Next(1024);
        _silence = new SilenceWatch(this, _connectionOptions.SuspectAfter);
    }

    public TimeProvider Time { get; }

    /// <summary>What is known now.</summary>
    public ClusterSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Whether every topic of the cluster is of interest.</summary>
    public bool WantsAllTopics { get; set; }

    /// <summary>Whether asking for an unknown topic may create it.</summary>
    public bool AllowAutoTopicCreation { get; init; }

    /// <summary>Whether some connection is alive.</summary>
    public bool IsConnected => _links.Values.Any(link => link.Current is not null);

    /// <summary>Time of the last answer of any broker.</summary>
    public DateTimeOffset? LastSuccess
    {
        get
        {
            long ticks = Volatile.Read(ref _lastSuccess);
            foreach (BrokerLink link in _links.Values) ticks = Math.Max(ticks, link.LastAnswerTicks);
            return ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        }
    }

    /// <summary>Cancelled when the client is closed.</summary>
    public CancellationToken Disposed => _disposed.Token;

    /// <summary>Adds a topic to those that each refresh asks for.</summary>
    public bool AddInterest(string topic) => _interest.TryAdd(topic, true);

    public void RemoveInterest(string topic) => _interest.TryRemove(topic, out _);

    /// <summary>The live connection to a node, or null; never waits.</summary>
    public BrokerConnection? TryGet(int nodeId, ConnectionPurpose purpose) =>
        Snapshot.Nodes.TryGetValue(nodeId, out ClusterNode? node) ? LinkTo(node.Address, purpose).Current : null;

    /// <summary>The connection to a node, made if need be.</summary>
    /// <exception cref="ClientException">The node is not known or cannot be reached.</exception>
    public ValueTask<BrokerConnection> GetAsync(int nodeId, ConnectionPurpose purpose, CancellationToken cancel) =>
        Snapshot.Nodes.TryGetValue(nodeId, out ClusterNode? node)
            ? LinkTo(node.Address, purpose).GetAsync(cancel)
            : ValueTask.FromException<BrokerConnection>(new ClientException($"Node {nodeId} is not one of the cluster's nodes.", isRetriable: true));

    /// <summary>The connection to an address, made if need be.</summary>
    public ValueTask<BrokerConnection> GetAsync(BrokerAddress address, ConnectionPurpose purpose, CancellationToken cancel) => LinkTo(address, purpose).GetAsync(cancel);

    /// <summary>A connection to any node: a live one if there is one, else known nodes in turn, else the bootstrap servers.</summary>
    /// <exception cref="DisconnectedException">None can be reached.</exception>
    public async ValueTask<BrokerConnection> GetAnyAsync(CancellationToken cancel)
    {
        ClusterNode[] nodes = [.. Snapshot.Nodes.Values];
        int first = Interlocked.Increment(ref _turn) & int.MaxValue;
        for (int i = 0; i < nodes.Length; i++)
            if (LinkTo(nodes[(first + i) % nodes.Length].Address, ConnectionPurpose.General).Current is { IsSilent: false } live) return live;

        // All addresses are tried at once, so that one that never answers does not hold up the others.
        BrokerAddress[] addresses = [.. nodes.Select(n => n.Address).Concat(_bootstrap).Distinct()];
        BrokerAddress[] answering = [.. addresses.Where(a => LinkTo(a, ConnectionPurpose.General).Current is null or { IsSilent: false })];
        if (answering.Length > 0) addresses = answering;
        var attempts = addresses.Select(a => LinkTo(a, ConnectionPurpose.General).GetAsync(cancel).AsTask()).ToList();
        Exception? last = null;
        while (attempts.Count > 0)
        {
            Task<BrokerConnection> done = await Task.WhenAny(attempts).ConfigureAwait(false);
            attempts.Remove(done);
            try
            {
                return await done.ConfigureAwait(false);
            }
            catch (ClientException e)
            {
                last = e;
            }
        }
        throw new DisconnectedException([.. addresses.Select(a => a.ToString())], last);
    }

    /// <summary>Asks for the topics of interest again; callers that come while one request is under way share the next.</summary>
    /// <exception cref="ClientException">No broker answered.</exception>
    public Task<ClusterSnapshot> RefreshAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_refresh is null or { IsCompleted: true })
            {
                _refresh = RefreshNowAsync(null);
                return _refresh.WaitAsync(cancel);
            }
            if (_nextRefresh is null or { IsCompleted: true }) _nextRefresh = RefreshNowAsync(_refresh);
            return _nextRefresh.WaitAsync(cancel);
        }
    }

    /// <summary>Starts a refresh without waiting, unless one is on its way.</summary>
    public Task RefreshInBackground()
    {
        lock (_gate)
        {
            if (_refresh is null or { IsCompleted: true }) _refresh = RefreshNowAsync(null);
            return _refresh.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Notes that a broker answered, for <see cref="LastSuccess"/>.</summary>
    public void NoteSuccess() => Volatile.Write(ref _lastSuccess, Time.GetUtcNow().UtcTicks);

    public ValueTask DisposeAsync()
    {
        _disposed.Cancel();
        _silence.Dispose();
        foreach (BrokerLink link in _links.Values) link.Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connections whose nodes owe answers for suspiciously long.</summary>
    public IReadOnlyList<BrokerConnection> SilentConnections() =>
        [.. _links.Values.Select(link => link.Current).Where(c => c is { IsSilent: true }).Select(c => c!)];

    private BrokerLink LinkTo(BrokerAddress address, ConnectionPurpose purpose) =>
        _links.GetOrAdd((address, purpose), static (key, self) => new BrokerLink(key.Item1, self._options, self._connectionOptions, self._disposed.Token), this);

    private async Task<ClusterSnapshot> RefreshNowAsync(Task? after)
    {
        await Task.Yield();
        if (after is not null) await after.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        bool all = WantsAllTopics;
        var request = new MetadataRequest
        {
            Topics = all ? null : [.. _interest.Keys.Select(name => new MetadataRequestTopic { Name = name })],
            AllowAutoTopicCreation = AllowAutoTopicCreation,
        };
        MetadataResponse response = await AskAsync(request).ConfigureAwait(false);
        NoteSuccess();
        lock (_gate)
        {
            ClusterSnapshot next = _snapshot.With(response, all);
            Volatile.Write(ref _snapshot, next);
            ForgetLinks(next);
            return next;
        }
    }

    /// <summary>Asks one node, and another as well whenever the answer is suspiciously late; the first answer counts.</summary>
    private async Task<MetadataResponse> AskAsync(MetadataRequest request)
    {
        var asked = new HashSet<BrokerConnection>();
        var answers = new List<Task<MetadataResponse>>();
        while (true)
        {
            BrokerConnection connection = await GetAnyAsync(_disposed.Token).ConfigureAwait(false);
            if (asked.Add(connection)) answers.Add(connection.SendAsync<MetadataRequest, MetadataResponse>(request, cancel: _disposed.Token));
            Task late = Task.Delay(_connectionOptions.SuspectAfter + _connectionOptions.SuspectAfter / 10, Time, _disposed.Token);
            Task first = await Task.WhenAny(answers.Append(late)).ConfigureAwait(false);
            if (first is not Task<MetadataResponse> answer) continue;
            if (answer.IsCompletedSuccessfully || answers.Count == 1) return await answer.ConfigureAwait(false);
            answers.Remove(answer);
        }
    }

    /// <summary>Closes connections to addresses that are no node's any more; those to bootstrap servers go as soon as the nodes are known.</summary>
    private void ForgetLinks(ClusterSnapshot snapshot)
    {
        if (snapshot.Nodes.Count == 0) return;
        var known = snapshot.Nodes.Values.Select(n => n.Address).ToHashSet();
        foreach (((BrokerAddress address, ConnectionPurpose purpose), BrokerLink link) in _links)
            if (!known.Contains(address) && !_bootstrap.Contains(address) && _links.TryRemove((address, purpose), out _)) link.Close();
    }
}
