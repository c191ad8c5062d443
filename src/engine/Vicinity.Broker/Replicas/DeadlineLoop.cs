namespace Vicinity.Broker;

/// <summary>
/// Ticks the replicas of a node when their deadlines are due, on one thread for all. A deadline that moved away is noticed when the
/// old one is due; only one that came nearer costs an entry of its own. The thread begins with the first deadline.
/// </summary>
internal sealed class DeadlineLoop : IDisposable
{
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
        while (Next() is Replica replica) replica.Tick();
    }

    /// <summary>Waits for the next replica whose deadline is due; null when the loop ends.</summary>
    private Replica? Next()
    {
        lock (_gate)
        {
            while (!_stopping)
            {
                if (!_queue.TryPeek(out Replica? replica, out long due))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                long wait = due - ReplicaContext.NowMs;
                if (wait > 0)
                {
                    Monitor.Wait(_gate, (int)Math.Min(wait, int.MaxValue));
                    continue;
                }

                _queue.Dequeue();
                // An entry that a nearer one has replaced.
                if (due != replica.ScheduledMs) continue;
                Volatile.Write(ref replica.ScheduledMs, long.MaxValue);
                return replica;
            }

            return null;
        }
    }
}
