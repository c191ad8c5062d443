using System.Collections.Concurrent;
using Vicinity.Client;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>The other nodes of the cluster, as clients of which this node asks and tells them things. Thread-safe.</summary>
internal sealed class PeerNetwork(int selfId, TimeProvider time) : IDisposable
{
    /// <summary>Software name by which a node is known to be one; APIs for nodes are offered to nobody else.</summary>
    public const string SoftwareName = "vicinity-node";

    private readonly ConcurrentDictionary<int, Peer> _peers = new();
    private readonly Lock _changing = new();
    private volatile bool _knowsOthers;
    private bool _disposed;

    /// <summary>A connection to the node was made. Raised by any thread; must be quick.</summary>
    public event Action<int>? Connected;

    /// <summary>The connection to the node was lost, or an attempt to make one failed. Raised at once, for each attempt, by any thread; must be quick.</summary>
    public event Action<int>? Lost;

    /// <summary>Nodes whose address is known, this one excepted.</summary>
    public IReadOnlyCollection<int> Known => [.. _peers.Keys];

    /// <summary>Whether the address of any other node is known. Cheap.</summary>
    public bool KnowsOthers => _knowsOthers;

    /// <summary>Whether the node can be reached now, as far as is known.</summary>
    public bool IsConnected(int nodeId) => _peers.TryGetValue(nodeId, out Peer? peer) && peer.Quorum.Current is not null;

    /// <summary>Whether the node is known not to run: its address refuses connections.</summary>
    public bool IsGone(int nodeId) => _peers.TryGetValue(nodeId, out Peer? peer) && peer.Quorum.IsGone;

    /// <summary>Says where a node listens; connections to another address are given up. For this node itself nothing happens.</summary>
    public void SetAddress(int nodeId, string host, int port)
    {
        if (nodeId == selfId) return;
        var address = new BrokerAddress(host, port);
        Peer peer;
        lock (_changing)
        {
            if (_disposed) return;
            if (_peers.TryGetValue(nodeId, out Peer? known))
            {
                if (known.Address == address) return;
                known.Dispose();
            }

            _peers[nodeId] = peer = new Peer(nodeId, address, selfId, time, Changed);
            _knowsOthers = true;
        }

        peer.Quorum.Start();
    }

    /// <summary>Forgets a node.</summary>
    public void Remove(int nodeId)
    {
        lock (_changing)
        {
            if (!_peers.TryRemove(nodeId, out Peer? peer)) return;
            peer.Dispose();
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
            using var patience = new CancellationTokenSource(timeout, time);
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

    private void Changed(Peer peer, bool isUp)
    {
        // News of an address that was given up since says nothing of the node.
        if (!ReferenceEquals(Find(peer.NodeId), peer)) return;
        if (isUp) Connected?.Invoke(peer.NodeId);
        else Lost?.Invoke(peer.NodeId);
    }
}
