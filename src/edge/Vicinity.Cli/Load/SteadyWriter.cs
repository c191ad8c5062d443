using System.Buffers.Binary;
using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary>Writes numbered records at a steady rate, whatever becomes of the earlier ones, and watches the time between acknowledgements.</summary>
internal sealed class SteadyWriter : IDisposable
{
    private const int ValueBytes = 148;

    private readonly Producer _producer;
    private readonly string _topic;
    private readonly Lock _gate = new();
    private readonly HashSet<long> _acknowledged = [];
    private readonly Task _writing;
    private volatile bool _stopping;
    private long _last = Stopwatch.GetTimestamp();
    private long _longest;

    public SteadyWriter(Producer producer, string topic, int perSecond)
    {
        _producer = producer;
        _topic = topic;
        _writing = WriteAsync(perSecond);
    }

    public long Acknowledged
    {
        get
        {
            lock (_gate) return _acknowledged.Count;
        }
    }

    /// <summary>Longest time without an acknowledgement since <see cref="ForgetGaps"/>, in milliseconds.</summary>
    public double LongestGapMs
    {
        get
        {
            lock (_gate) return _longest * 1000.0 / Stopwatch.Frequency;
        }
    }

    public static long NumberOf(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt64BigEndian(value);

    /// <summary>The numbers that were acknowledged so far.</summary>
    public HashSet<long> AcknowledgedNumbers()
    {
        lock (_gate) return [.. _acknowledged];
    }

    public void ForgetGaps()
    {
        lock (_gate)
        {
            _longest = 0;
            _last = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Waits for that many more acknowledgements.</summary>
    public async Task AcknowledgesAsync(int more, CancellationToken cancel)
    {
        long wanted = Acknowledged + more;
        while (Acknowledged < wanted)
        {
            if (_writing.IsFaulted) await _writing.ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends writing; what was sent is acknowledged when this completes.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        await _writing.ConfigureAwait(false);
    }

    public void Dispose() => _stopping = true;

    private async Task WriteAsync(int perSecond)
    {
        List<Task> sends = await Task.Factory.StartNew(SendAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        await Task.WhenAll(sends).ConfigureAwait(false);

        List<Task> SendAll()
        {
            var pace = new Pace(perSecond);
            var open = new List<Task>();
            for (long number = 0; !_stopping; number++)
            {
                Pace.SleepUntil(pace.DueAt(number));
                open.Add(SendAsync(number));
                if (number % perSecond == 0) open.RemoveAll(s => s.IsCompletedSuccessfully);
            }

            return open;
        }
    }

    private async Task SendAsync(long number)
    {
        byte[] value = new byte[ValueBytes];
        BinaryPrimitives.WriteInt64BigEndian(value, number);
        await _producer.SendAsync(_topic, NullableBytes.Null, value).ConfigureAwait(false);
        long now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _acknowledged.Add(number);
            _longest = Math.Max(_longest, now - _last);
            _last = now;
        }
    }
}
