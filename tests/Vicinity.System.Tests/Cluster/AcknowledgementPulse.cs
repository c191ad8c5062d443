using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>Watches how long a writer goes without an acknowledgement.</summary>
internal sealed class AcknowledgementPulse : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _longest;

    public AcknowledgementPulse(NumberedWriters writers)
    {
        _thread = new Thread(() => Watch(writers)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Longest time between two looks at the writer that found no more acknowledged, in milliseconds.</summary>
    public double LongestGapMs => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _longest)).TotalMilliseconds;

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Watch(NumberedWriters writers)
    {
        int seen = writers.Count;
        long since = Stopwatch.GetTimestamp();
        while (!_stopping)
        {
            Thread.Sleep(1);
            long now = Stopwatch.GetTimestamp();
            int count = writers.Count;
            if (now - since > _longest) Volatile.Write(ref _longest, now - since);
            if (count == seen) continue;
            seen = count;
            since = now;
        }
    }
}
