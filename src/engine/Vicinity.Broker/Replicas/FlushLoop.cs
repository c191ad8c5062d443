using System.Diagnostics;

namespace Vicinity.Broker;

/// <summary>
/// Flushes logs to disk on a few threads of its own. All that was appended to a log before its flush began is served by that one flush
/// (group commit); what arrives meanwhile waits for the next, which is asked for at once. A log is flushed by one thread at a time.
/// </summary>
internal sealed class FlushLoop : IDisposable
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningAndQueued = 3;

    private readonly object _gate = new();
    private readonly Queue<Replica> _queue = new();
    private readonly Thread[] _threads;
    private readonly NodeMetrics _metrics;
    private bool _stopping;

    public FlushLoop(int threads, NodeMetrics metrics)
    {
        _metrics = metrics;
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run, 256 * 1024) { IsBackground = true, Name = $"flush-{i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Has the replica's log flushed soon. Cheap when a flush is asked for already.</summary>
    public void Request(Replica replica)
    {
        lock (_gate)
        {
            switch (replica.FlushState)
            {
                case Idle:
                    replica.FlushState = Queued;
                    _queue.Enqueue(replica);
                    Monitor.Pulse(_gate);
                    break;
                case Running:
                    replica.FlushState = RunningAndQueued;
                    break;
            }
        }
    }

    /// <summary>Takes the flush of an idle replica onto the calling thread; false when a thread of the loop has it already.</summary>
    public bool TryFlushInline(Replica replica)
    {
        lock (_gate)
        {
            if (replica.FlushState != Idle) return false;
            replica.FlushState = Running;
        }

        Flush(replica);
        return true;
    }

    /// <summary>Flushes what is queued and ends the threads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads) thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            Replica replica;
            lock (_gate)
            {
                while (_queue.Count == 0)
                {
                    if (_stopping) return;
                    Monitor.Wait(_gate);
                }

                replica = _queue.Dequeue();
                replica.FlushState = Running;
            }

            Flush(replica);
        }
    }

    private void Flush(Replica replica)
    {
        long began = Stopwatch.GetTimestamp();
        replica.Flush();
        _metrics.Flushed(began);
        Finished(replica);
    }

    private void Finished(Replica replica)
    {
        lock (_gate)
        {
            if (replica.FlushState == RunningAndQueued)
            {
                replica.FlushState = Queued;
                _queue.Enqueue(replica);
                Monitor.Pulse(_gate);
            }
            else
            {
                replica.FlushState = Idle;
            }
        }
    }
}
