using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>Notes how long writers go without an acknowledgement, from one to the next. Thread-safe.</summary>
internal sealed class AcknowledgementPulse : IDisposable
{
    private readonly Lock _gate = new();
    private readonly NumberedWriters _writers;
    private long _last = Stopwatch.GetTimestamp();
    private TimeSpan _longest;

    public AcknowledgementPulse(NumberedWriters writers)
    {
        _writers = writers;
        writers.Acknowledging += Beat;
    }

    /// <summary>Longest time without an acknowledgement, in milliseconds; the time since the last one counts too.</summary>
    public double LongestGapMs
    {
        get
        {
            lock (_gate) return Longest(Stopwatch.GetTimestamp()).TotalMilliseconds;
        }
    }

    public void Dispose() => _writers.Acknowledging -= Beat;

    private void Beat()
    {
        lock (_gate)
        {
            long now = Stopwatch.GetTimestamp();
            _longest = Longest(now);
            _last = now;
        }
    }

    private TimeSpan Longest(long now) => Stopwatch.GetElapsedTime(_last, now) is var gap && gap > _longest ? gap : _longest;
}
