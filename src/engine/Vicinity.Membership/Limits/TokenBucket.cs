namespace Vicinity.Membership;

/// <summary>So many a second, twice as many at once. Not thread-safe.</summary>
internal sealed class TokenBucket(int perSecond, long now)
{
    // In thousandths of a token, so that a millisecond gives a whole number of them.
    private readonly long _most = perSecond * 2000L;
    private long _tokens = perSecond * 2000L;
    private long _filled = now;

    /// <summary>Whether nothing was taken for so long that a new bucket would be the same.</summary>
    public bool IsFull(long now) => _tokens + ((now - _filled) * perSecond) >= _most;

    public bool TryTake(long now)
    {
        _tokens = Math.Min(_most, _tokens + ((now - _filled) * perSecond));
        _filled = now;
        if (_tokens < 1000) return false;
        _tokens -= 1000;
        return true;
    }
}
