namespace Vicinity.Broker;

/// <summary>
/// Ticks the replicas of a node when their deadlines are due, on one thread for all. A deadline that moved away is noticed when the
/// old one is due; only one that came nearer costs an entry of its own. Whenever the thread is awake it also ticks those that are due soon, most of which only
/// learn that others are alive and move their deadline on: so it wakes up some twenty times a second for thousands of idle replicas, and not for each. The
/// thread begins with the first deadline.
/// </summary>
internal sealed class DeadlineLoop : IDisposable
{
    private const int EarlyMs = 50;

    private readonly object _gate = new();
    private readonly PriorityQueue<Replica, long> _queue = new();
    private Thread? _thread;
    private bool _stopping;

    /// <summary>Has the replica ticked at its deadline. Cheap when an entry that is due no later is there.</summary>
    public void Schedule(Replica replica, long deadline)
    {
        if (deadline >= Volatile.Read(ref replica.ScheduledMs)) return;
        lock (_gate)
        {
            if (_stopping || deadline >= replica.ScheduledMs) return;
            Volatile.Write(ref replica.ScheduledMs, deadline);
            bool isFirst = !_queue.TryPeek(out Replica? _, out long first) || deadline < first;
            _queue.Enqueue(replica, deadline);
            if (_thread is null)
            {
                _thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = "deadlines" };
                _thread.Start();
            }
            else if (isFirst)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            _stopping = true;
            thread = _thread;
            Monitor.PulseAll(_gate);
        }

        thread?.Join();
    }

    private void Run()
    {
        var due = new List<Replica>();
        while (WaitFor(due))
        {
            foreach (Replica replica in due) replica.Tick();
            due.Clear();
        }
    }

    /// <summary>Waits for the next deadline and takes the replicas that are due then or soon after; false when the loop ends.</summary>
    private bool WaitFor(List<Replica> found)
    {
        lock (_gate)
        {
            while (!_stopping)
            {
                if (!_queue.TryPeek(out Replica? _, out long due))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                long now = ReplicaContext.NowMs;
                if (due > now)
                {
                    Monitor.Wait(_gate, (int)Math.Min(due - now, int.MaxValue));
                    continue;
                }

                while (_queue.TryPeek(out Replica? replica, out due) && (due <= now || (due <= now + EarlyMs && replica.MayHaveHeard)))
                {
                    _queue.Dequeue();
                    // Otherwise a nearer entry has replaced this one.
                    if (due != replica.ScheduledMs) continue;
                    Volatile.Write(ref replica.ScheduledMs, long.MaxValue);
                    found.Add(replica);
                }

                if (found.Count > 0) return true;
            }

            return false;
        }
    }
}
