namespace Vicinity.Broker;

/// <summary>
/// The memory of all frames above the size that every connection has of its own, taken for a whole frame when it begins, so no connection that holds some waits
/// for more. A connection that finds none waits, the one that needs least comes first; it reads nothing meanwhile, so its sender waits. When nothing comes free within
/// <see cref="Patience"/>, the connection that has held most for longest with an unfinished frame is closed.
/// Thread-safe.
/// </summary>
/// <param name="most">Most bytes at one time.</param>
/// <param name="time">The clock.</param>
internal sealed class FrameMemory(long most, TimeProvider time)
{
    /// <summary>How long a connection waits before another one is closed for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IFrameHolder> _holders = [];
    private readonly SortedSet<Waiter> _waiting = [];
    private long _used;
    private long _waiters;

    /// <summary>Most bytes at one time.</summary>
    public long Most => most;

    /// <summary>Bytes in use.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Whether so much is in use that no connection should keep any for later.</summary>
    public bool IsShort => Used > most / 2;

    /// <summary>Takes memory; completes when it is there.</summary>
    /// <param name="bytes">How much; more than <see cref="Most"/> gets it when no other connection has any.</param>
    /// <param name="holder">The connection that holds it until it is given back; null: a holder that cannot be closed for it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public ValueTask TakeAsync(long bytes, IFrameHolder? holder, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Fits(bytes))
            {
                Grant(bytes, holder);
                return ValueTask.CompletedTask;
            }
        }

        return WaitAsync(bytes, holder, cancellation);
    }

    /// <summary>Gives memory back, and grants it to what waits.</summary>
    public void Give(long bytes, IFrameHolder? holder = null)
    {
        lock (_gate)
        {
            _used -= bytes;
            if (holder is not null) _holders.Remove(holder);
            GrantWaiting();
        }
    }

    /// <summary>Makes room where a connection has waited for too long. To be called at intervals.</summary>
    public void Relieve()
    {
        IFrameHolder[] holders;
        lock (_gate)
        {
            if (_waiting.Count == 0) return;
            holders = [.. _holders];
        }

        foreach (IFrameHolder holder in holders) holder.GiveBackUnused();
        long needed;
        lock (_gate)
        {
            // What was given back may have been enough.
            if (_waiting.Min is not { } first || time.GetElapsedTime(first.Since) < Patience) return;
            needed = _used + first.Bytes - most;
        }

        foreach (IFrameHolder holder in holders.Where(h => h.UnfinishedBytes > 0).OrderByDescending(Weight))
        {
            if (needed <= 0) return;
            needed -= holder.UnfinishedBytes;
            holder.End($"its frame does not end, holds {holder.UnfinishedBytes} bytes, and all {most} bytes for frames are in use (QueuedMaxRequestBytes)");
        }
    }

    private double Weight(IFrameHolder holder) => holder.UnfinishedBytes * Math.Max(1e-3, time.GetElapsedTime(holder.UnfinishedSince).TotalSeconds);

    private async ValueTask WaitAsync(long bytes, IFrameHolder? holder, CancellationToken cancellation)
    {
        var waiter = new Waiter(bytes, Interlocked.Increment(ref _waiters), holder, time.GetTimestamp());
        lock (_gate)
        {
            _waiting.Add(waiter);
            GrantWaiting();
        }

        try
        {
            await waiter.Granted.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            bool wasGranted;
            lock (_gate)
            {
                wasGranted = !_waiting.Remove(waiter);
            }

            if (wasGranted) Give(bytes, holder);
            throw;
        }
    }

    private void GrantWaiting()
    {
        while (_waiting.Min is { } first && Fits(first.Bytes))
        {
            _waiting.Remove(first);
            Grant(first.Bytes, first.Holder);
            first.Granted.TrySetResult();
        }
    }

    private bool Fits(long bytes) => _used == 0 || _used + bytes <= most;

    private void Grant(long bytes, IFrameHolder? holder)
    {
        _used += bytes;
        if (holder is not null) _holders.Add(holder);
    }

    private sealed class Waiter(long bytes, long number, IFrameHolder? holder, long since) : IComparable<Waiter>
    {
        public long Bytes => bytes;

        public IFrameHolder? Holder => holder;

        public long Since => since;

        private long Number => number;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int CompareTo(Waiter? other) => other is null ? 1 : bytes != other.Bytes ? bytes.CompareTo(other.Bytes) : number.CompareTo(other.Number);
    }
}
