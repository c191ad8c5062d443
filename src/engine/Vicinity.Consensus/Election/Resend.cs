namespace Vicinity.Consensus;

/// <summary>When a message that may be lost is sent again: after an interval that doubles up to a bound.</summary>
/// <param name="timers">Intervals.</param>
/// <param name="firstAt">When it is due for the first time, in monotonic milliseconds; <see cref="long.MaxValue"/>: not at all.</param>
internal sealed class Resend(QuorumTimers timers, long firstAt)
{
    private int _intervalMs = timers.ResendMs;

    /// <summary>When it is due; <see cref="long.MaxValue"/>: not at all.</summary>
    public long At { get; private set; } = firstAt;

    public void Sent(long now)
    {
        At = now + _intervalMs;
        _intervalMs = Math.Min(_intervalMs * 2, timers.MaxResendMs);
    }

    public void Stop() => At = long.MaxValue;
}
