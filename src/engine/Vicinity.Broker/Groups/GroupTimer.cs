namespace Vicinity.Broker;

/// <summary>Calls back for each group when its next deadline has come. Deadlines that move later are noticed when the earlier one comes. Thread-safe.</summary>
internal sealed class GroupTimer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<GroupCell, long> _queue = new();
    private readonly GroupClock _clock;
    private readonly Action<GroupCell> _due;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private bool _disposed;

    public GroupTimer(GroupClock clock, Action<GroupCell> due)
    {
        _clock = clock;
        _due = due;
        _timer = clock.Time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes sure that the callback comes for <paramref name="cell"/> at <paramref name="deadline"/> or before.</summary>
    public void Schedule(GroupCell cell, long deadline)
    {
        lock (_gate)
        {
            if (deadline >= cell.QueuedFor) return;
            cell.QueuedFor = deadline;
            _queue.Enqueue(cell, deadline);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        while (NextDue() is GroupCell cell) _due(cell);
    }

    private GroupCell? NextDue()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            while (_queue.TryPeek(out GroupCell? cell, out long deadline) && deadline <= _clock.Now)
            {
                _queue.Dequeue();
                // A cell queued again for an earlier time leaves its later entry behind.
                if (cell.QueuedFor != deadline) continue;
                cell.QueuedFor = long.MaxValue;
                return cell;
            }

            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (_disposed || !_queue.TryPeek(out _, out long deadline) || deadline >= _armedFor) return;
        _armedFor = deadline;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(deadline - _clock.Now, 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
