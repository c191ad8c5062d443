using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Vicinity.Feeds.Tests;

/// <summary>A clock that a test moves, and that tells what is waited for, so that it is moved when somebody waits and not before.</summary>
internal sealed class ObservedTime(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _clock = new(start);
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = _clock.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    public void Advance(TimeSpan time) => _clock.Advance(time);

    /// <summary>Ends when somebody has begun to wait so long; shorter and longer waits before it are passed over.</summary>
    public async Task WaitedForAsync(TimeSpan time, CancellationToken cancel)
    {
        while (await _waits.Reader.ReadAsync(cancel) != time)
        {
        }
    }

    /// <summary>Lets time pass from wait to wait until the work is done.</summary>
    public async Task PassUntilAsync(Task work, CancellationToken cancel)
    {
        while (!work.IsCompleted)
        {
            Task<bool> next = _waits.Reader.WaitToReadAsync(cancel).AsTask();
            if (await Task.WhenAny(work, next) == work) return;
            await next;
            while (_waits.Reader.TryRead(out TimeSpan wait))
                if (wait > TimeSpan.Zero) Advance(wait);
        }
    }
}
