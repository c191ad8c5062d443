namespace Vicinity.Broker;

/// <summary>
/// Counts the replicas of this node that ask for votes. When thousands lose their leader at once, or get their first one, a few elections that succeed soon are
/// better than all of them together, whose answers come too late. Thread-safe.
/// </summary>
/// <param name="most">How many may run at one time; a bound that some may pass when they begin together.</param>
internal sealed class RunningElections(int most)
{
    private readonly object _gate = new();
    private int _count;
    private int _waiting;

    /// <summary>Whether no further replica should begin now.</summary>
    public bool IsCrowded => Volatile.Read(ref _count) >= most;

    /// <summary>A replica asks for votes from now on.</summary>
    public void Begun() => Interlocked.Increment(ref _count);

    /// <summary>A replica asks for votes no longer.</summary>
    public void Ended()
    {
        Interlocked.Decrement(ref _count);
        if (Volatile.Read(ref _waiting) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Waits until another one may begin; holds its thread.</summary>
    /// <returns>False when that took too long.</returns>
    public bool WaitForRoom(TimeSpan timeout)
    {
        if (!IsCrowded) return true;
        long end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        Interlocked.Increment(ref _waiting);
        try
        {
            lock (_gate)
            {
                while (IsCrowded)
                {
                    long left = end - Environment.TickCount64;
                    if (left <= 0 || !Monitor.Wait(_gate, (int)left)) return !IsCrowded;
                }
            }

            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
