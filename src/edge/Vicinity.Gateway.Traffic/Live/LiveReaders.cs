using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Vicinity.Geo;
using Vicinity.Traffic;

namespace Vicinity.Gateway.Traffic;

/// <summary>The live readers of this gateway. Thread-safe.</summary>
internal sealed class LiveReaders(TrafficView view) : IDisposable
{
    /// <summary>Most readers at a time.</summary>
    public const int MaxReaders = 1000;

    private readonly ConcurrentDictionary<string, LiveReader> _readers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>The readers.</summary>
    public ICollection<LiveReader> All => _readers.Values;

    /// <summary>Adds a reader; false when there are too many.</summary>
    /// <param name="connection">Id of its connection.</param>
    /// <param name="client">Takes what is pushed.</param>
    /// <param name="identity">Who it is.</param>
    /// <param name="leave">Closes the connection.</param>
    public bool TryAdd(string connection, ISingleClientProxy client, ReaderIdentity identity, Action leave) =>
        _readers.Count < MaxReaders && _readers.TryAdd(connection, new LiveReader(client, identity, leave, this));

    /// <summary>Takes a reader off the list.</summary>
    public void Remove(string connection) => _readers.TryRemove(connection, out _);

    /// <summary>Changes what a reader looks at, and has it pushed at once.</summary>
    public void Watch(string connection, BoundingBox box, int zoom)
    {
        if (!_readers.TryGetValue(connection, out LiveReader? reader)) return;
        reader.Watch(box, zoom);
        _wake.Release();
    }

    /// <summary>Waits until a reader looks at something new, at most for the given time.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancel)
    {
        await _wake.WaitAsync(time, cancel).ConfigureAwait(false);
        while (_wake.Wait(0, cancel))
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    /// <summary>The cells of a box that are warm or were passed through in the usual span.</summary>
    public IReadOnlyList<HeatMapCell> WarmCells(BoundingBox box, int zoom) =>
        [.. view.HeatMap(box, zoom, ViewQuery.DefaultSpanSeconds * 1000L, null).Where(c => c.Weight >= TrafficView.ColdestWeight)];
}
