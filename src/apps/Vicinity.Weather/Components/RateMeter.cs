namespace Vicinity.Weather;

/// <summary>How fast a count rises, between two looks at it. Thread-safe.</summary>
public sealed class RateMeter
{
    private readonly Lock _gate = new();
    private long _count, _time;

    /// <summary>How much the count has risen a second since the look before; 0 at the first.</summary>
    /// <param name="count">The count.</param>
    /// <param name="now">The present, in Unix milliseconds.</param>
    public double Of(long count, long now)
    {
        lock (_gate)
        {
            double rate = _time > 0 && now > _time ? Math.Max(0, count - _count) * 1_000.0 / (now - _time) : 0;
            (_count, _time) = (count, now);
            return rate;
        }
    }
}
