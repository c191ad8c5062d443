namespace Vicinity.Broker;

/// <summary>Unix time in milliseconds that never goes back: the wall clock's at start, and from there the monotonic one's. A clock that is set must not end sessions.</summary>
internal sealed class GroupClock(TimeProvider time)
{
    private readonly long _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTimestamp = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public long Now => _startMs + (long)Time.GetElapsedTime(_startTimestamp).TotalMilliseconds;
}
