using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// The other nodes of the cluster, as clients of which this node asks and tells them things. Where they listen is recorded in the cluster's log; a node
/// that is not reached there may be heard to be elsewhere, and an address at which it answers is kept until it does not. Connections begin when this node
/// listens itself. Thread-safe.
/// </summary>
internal sealed class PeerNetwork : IDisposable
{
    /// <summary>Software name by which a node is known to be one; APIs for nodes are not offered to others.</summary>
    public const string SoftwareName = "vicinity-node";

    /// <summary>Most addresses that are kept to look for nodes at.</summary>
    private const int MostAddresses = 256;

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<int, Peer> _peers = new();
    private readonly Dictionary<int, BrokerAddress> _registered = [];
    private readonly Dictionary<int, string> _told = [];
    private readonly List<BrokerAddress> _addresses = [];
    private readonly Dictionary<int, (long TurnedAt, int Next)> _turns = [];
    private readonly int _selfId;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PeerIntroduction _introduction;
    private readonly Lock _changing = new();
    private volatile bool _knowsOthers;
    private bool _disposed;

    /// <summary>A network that knows no node yet.</summary>
    public PeerNetwork(int selfId, string clusterId, TimeProvider time, ILogger log)
    {
        _selfId = selfId;
        _time = time;
        _log = log;
        _introduction = new PeerIntroduction(selfId, clusterId);
        _introduction.AnotherAnswered += AnotherAnswered;
    }

    /// <summary>A connection to the node was made. Raised by any thread; must be quick.</summary>
    public event Action<int>? Connected;

    /// <summary>The connection to the node was lost, or an attempt to make one failed. Raised at once, for each attempt, by any thread; must be quick.</summary>
    public event Action<int>? Lost;

    /// <summary>Nodes whose address is known, this one excepted.</summary>
    public IReadOnlyCollection<int> Known => [.. _peers.Keys];

    /// <summary>Whether the address of any other node is known. Cheap.</summary>
    public bool KnowsOthers => _knowsOthers;

    /// <summary>Whether the node can be reached now, as far as is known.</summary>
    public bool IsConnected(int nodeId) => Reached(nodeId) is not null;

    /// <summary>The address at which the node is reached now; null when it is not.</summary>
    public BrokerAddress? Reached(int nodeId) => _peers.TryGetValue(nodeId, out Peer? peer) && peer.Quorum.Current is not null ? peer.Address : null;

    /// <summary>Whether the node is known not to run: its address refuses connections.</summary>
    public bool IsGone(int nodeId) => _peers.TryGetValue(nodeId, out Peer? peer) && peer.Quorum.IsGone;

    /// <summary>Says where this node listens, and begins to connect to the others.</summary>
    /// <param name="host">Host for others, or empty: the address that they see.</param>
    /// <param name="port">The port.</param>
    public void Listens(string host, int port)
    {
        lock (_changing)
        {
            _introduction.Listens(host, port);
            foreach (Peer peer in _peers.Values) peer.Quorum.Start();
        }
    }

    /// <summary>Says where the cluster has it on record that a node listens. For this node itself nothing happens.</summary>
    public void Register(int nodeId, string host, int port)
    {
        var address = new BrokerAddress(host, port);
        lock (_changing)
        {
            _registered[nodeId] = address;
            Keep(address);
            Turn(nodeId, address);
        }
    }

    /// <summary>Says where a node is heard to listen, by itself or by others. For this node itself nothing happens.</summary>
    public void Hear(int nodeId, string host, int port)
    {
        lock (_changing) Heard(nodeId, new BrokerAddress(host, port));
    }

    /// <summary>Forgets a node.</summary>
    public void Remove(int nodeId)
    {
        lock (_changing)
        {
            if (!_peers.TryRemove(nodeId, out Peer? peer)) return;
            peer.Dispose();
            _registered.Remove(nodeId);
            _told.Remove(nodeId);
            _turns.Remove(nodeId);
            _knowsOthers = !_peers.IsEmpty;
        }

        Lost?.Invoke(nodeId);
    }

    /// <summary>Asks a node something on the connection for administration, and awaits its answer.</summary>
    /// <exception cref="ClientException">The node is not known, cannot be reached, does not offer the API, or did not answer in time.</exception>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(int nodeId, TRequest request, TimeSpan timeout, CancellationToken cancel)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse>
    {
        Peer peer = Find(nodeId) ?? throw new ClientException($"no address of node {nodeId} is known", isRetriable: true);
        try
        {
            using var patience = new CancellationTokenSource(timeout, _time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
            BrokerConnection connection = await peer.Control.GetAsync(limit.Token).ConfigureAwait(false);
            return await connection.SendAsync<TRequest, TResponse>(request, extraTime: timeout, cancel: limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new RequestTimeoutException($"{TRequest.ApiKey} to node {nodeId} at {peer.Address}", timeout, e);
        }
    }

    /// <summary>The node's connections, or null when its address is not known.</summary>
    public Peer? Find(int nodeId) => _peers.GetValueOrDefault(nodeId);

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
            foreach (Peer peer in _peers.Values) peer.Dispose();
            _peers.Clear();
        }
    }

    /// <summary>Turns to another address of a node, unless it answers where it is. To be called under the lock.</summary>
    private void Turn(int nodeId, BrokerAddress address)
    {
        if (_disposed || nodeId == _selfId) return;
        if (_peers.TryGetValue(nodeId, out Peer? known))
        {
            if (known.Address == address || known.Quorum.Current is not null) return;
            known.Dispose();
        }

        var peer = new Peer(nodeId, address, _selfId, _time, _introduction, Changed);
        _peers[nodeId] = peer;
        _knowsOthers = true;
        if (_introduction.IsListening) peer.Quorum.Start();
    }

    /// <summary>A node is said to be at an address. To be called under the lock.</summary>
    private void Heard(int nodeId, BrokerAddress address)
    {
        Keep(address);
        Turn(nodeId, address);
    }

    /// <summary>An address at which a node of this cluster was or is. To be called under the lock.</summary>
    private void Keep(BrokerAddress address)
    {
        if (_addresses.Remove(address) || _addresses.Count < MostAddresses) _addresses.Add(address);
    }

    /// <summary>
    /// Where a node is not reached, it is looked for where the cluster has it on record; and when another answers there, in turn at each address that any node had, this one included:
    /// nodes may have exchanged addresses while they were down. To be called under the lock.
    /// </summary>
    private void TurnToNext(Peer peer, ClientException failure)
    {
        if (!_registered.TryGetValue(peer.NodeId, out BrokerAddress registered)) return;
        if (registered != peer.Address)
        {
            Turn(peer.NodeId, registered);
            return;
        }

        // Silence and refusal say that the node is down. Wrong answers come at once: without a pause this would be a loop.
        if (failure is not KafkaErrorException) return;
        (long turnedAt, int next) = _turns.GetValueOrDefault(peer.NodeId);
        if (turnedAt != 0 && _time.GetElapsedTime(turnedAt) < s_lookAgain) return;
        _turns[peer.NodeId] = (_time.GetTimestamp(), next + 1);
        Turn(peer.NodeId, _addresses[next % _addresses.Count]);
    }

    /// <summary>Another node answers than the one that is meant: it is reached there from now on.</summary>
    private void AnotherAnswered(int answers, BrokerAddress address)
    {
        lock (_changing)
        {
            if (_peers.ContainsKey(answers)) Heard(answers, address);
        }
    }

    /// <param name="peer">The node.</param>
    /// <param name="failure">Why it is not reached, or null: it is.</param>
    private void Changed(Peer peer, ClientException? failure)
    {
        // News of an address that was given up since says nothing of the node.
        if (!ReferenceEquals(Find(peer.NodeId), peer)) return;
        if (failure is null)
        {
            Connected?.Invoke(peer.NodeId);
            return;
        }

        Lost?.Invoke(peer.NodeId);
        lock (_changing)
        {
            if (failure is KafkaErrorException && (!_told.TryGetValue(peer.NodeId, out string? told) || told != failure.Message))
            {
                _told[peer.NodeId] = failure.Message;
                PeerLogLines.WrongNode(_log, failure.Message);
            }

            if (ReferenceEquals(Find(peer.NodeId), peer)) TurnToNext(peer, failure);
        }
    }
}
