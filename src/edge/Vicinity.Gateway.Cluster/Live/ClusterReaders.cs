using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway.Cluster;

/// <summary>Who looks at the cluster now. Thread-safe.</summary>
internal sealed class ClusterReaders
{
    /// <summary>Most readers at once.</summary>
    public const int MaxReaders = 100;

    private readonly ConcurrentDictionary<string, ClusterReader> _readers = new();

    public IReadOnlyCollection<ClusterReader> All => (IReadOnlyCollection<ClusterReader>)_readers.Values;

    public bool TryAdd(string connection, IClientProxy client) => _readers.Count < MaxReaders && _readers.TryAdd(connection, new ClusterReader(client));

    public void Remove(string connection) => _readers.TryRemove(connection, out _);
}
