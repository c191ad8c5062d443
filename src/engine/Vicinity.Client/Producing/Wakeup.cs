namespace Vicinity.Client;

/// <summary>
/// Lets one loop sleep until something happens or a time comes. A signal that comes while the loop is awake ends its next sleep at once, so none is lost.
/// </summary>
internal sealed class Wakeup : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource? _sleeper;
    private bool _signalled;

    public Wakeup(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Wakeup)state!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the sleep. Thread-safe.</summary>
    public void Signal()
    {
        TaskCompletionSource? sleeper;
        lock (_gate)
        {
            if (_signalled) return;
            _signalled = true;
            sleeper = _sleeper;
            _sleeper = null;
        }
        sleeper?.TrySetResult();
    }

    /// <summary>Sleeps until a signal or until the clock's timestamp reaches <paramref name="until"/> (<see cref="long.MaxValue"/>: no time).</summary>
    public ValueTask SleepAsync(long until)
    {
        lock (_gate)
        {
            if (_signalled)
            {
                _signalled = false;
                return default;
            }
            TimeSpan left = until == long.MaxValue
                ? Timeout.InfiniteTimeSpan
                : TimeSpan.FromSeconds(Math.Max(0, (double)(until - _time.GetTimestamp()) / _time.TimestampFrequency));
            if (left == TimeSpan.Zero) return default;
            _sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // Rounded up, since a timer that fires early would only be set again.
            _timer.Change(left == Timeout.InfiniteTimeSpan ? left : left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return new ValueTask(WaitAsync(_sleeper.Task));
        }
    }

    public void Dispose() => _timer.Dispose();

    private async Task WaitAsync(Task sleep)
    {
        await sleep.ConfigureAwait(false);
        lock (_gate) _signalled = false;
    }
}
