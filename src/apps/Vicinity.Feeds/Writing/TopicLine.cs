namespace Vicinity.Feeds;

/// <summary>Events for a topic that is being created, in the order in which they came. Closed when the last one has been taken. Thread-safe.</summary>
/// <typeparam name="T">What is written.</typeparam>
internal sealed class TopicLine<T>
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _events = new();
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>Ends when no event stands in the line any more and none will.</summary>
    public Task Served => _served.Task;

    /// <summary>Puts an event at the end; false when the line is closed.</summary>
    public bool TryAdd(in T value)
    {
        lock (_lock)
        {
            if (!_closed) _events.Enqueue(value);
            return !_closed;
        }
    }

    /// <summary>Takes the first event; closes the line when there is none.</summary>
    public bool TryTake(out T value)
    {
        lock (_lock)
        {
            _closed |= !_events.TryDequeue(out value!);
            return !_closed;
        }
    }

    /// <summary>Closes the line; returns how many events stood in it.</summary>
    public int Close()
    {
        lock (_lock)
        {
            _closed = true;
            int left = _events.Count;
            _events.Clear();
            return left;
        }
    }

    /// <summary>Lets those go on who wait for the line.</summary>
    public void End() => _served.TrySetResult();
}
