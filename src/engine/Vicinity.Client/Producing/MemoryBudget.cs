namespace Vicinity.Client;

/// <summary>A bounded amount of memory that many share. Waiting callers are served in order; none is served before them. Thread-safe.</summary>
internal sealed class MemoryBudget(long total)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Completion)> _waiters = new();
    private long _free = total;

    public long Total { get; } = total;

    public long Taken => Total - Interlocked.Read(ref _free);

    /// <summary>Whether a caller waits.</summary>
    public bool HasWaiters { get; private set; }

    /// <summary>Takes bytes if they are free and no caller waits.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (HasWaiters || bytes > _free) return false;
            _free -= bytes;
            return true;
        }
    }

    /// <summary>Takes bytes, waiting in line for them.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; nothing is taken.</exception>
    public async Task TakeAsync(long bytes, CancellationToken cancel)
    {
        LinkedListNode<(long Bytes, TaskCompletionSource Completion)> node;
        lock (_gate)
        {
            if (!HasWaiters && bytes <= _free)
            {
                _free -= bytes;
                return;
            }
            node = _waiters.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            HasWaiters = true;
        }
        using CancellationTokenRegistration registration = cancel.Register(() =>
        {
            lock (_gate)
            {
                if (node.List is null) return;
                _waiters.Remove(node);
                Serve();
            }
            node.Value.Completion.TrySetCanceled(cancel);
        });
        await node.Value.Completion.Task.ConfigureAwait(false);
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(long bytes)
    {
        if (bytes == 0) return;
        lock (_gate)
        {
            _free += bytes;
            Serve();
        }
    }

    private void Serve()
    {
        while (_waiters.First is { } first && first.Value.Bytes <= _free)
        {
            _free -= first.Value.Bytes;
            _waiters.RemoveFirst();
            first.Value.Completion.TrySetResult();
        }
        HasWaiters = _waiters.Count > 0;
    }
}
