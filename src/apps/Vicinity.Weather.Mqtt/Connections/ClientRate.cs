namespace Vicinity.Weather.Mqtt;

/// <summary>How fast one client sends: a bucket of tokens that fills up by itself. Used by one caller at a time.</summary>
/// <param name="perSecond">Tokens that come in a second.</param>
/// <param name="now">The time now, in milliseconds of any clock that goes forward.</param>
internal sealed class ClientRate(int perSecond, long now)
{
    private const int Seconds = 5;
    private const long Token = 1_000;

    /// <summary>In thousandths: what comes in a millisecond is whole.</summary>
    private long _tokens = perSecond * Token * Seconds;
    private long _last = now;

    /// <summary>Takes one token.</summary>
    /// <returns>Milliseconds until there is one; 0 when it was taken.</returns>
    public long Take(long now)
    {
        long passed = Math.Clamp(now - _last, 0, Seconds * 1_000);
        _tokens = Math.Min(perSecond * Token * Seconds, _tokens + passed * perSecond);
        _last = now;
        if (_tokens < Token) return (Token - _tokens + perSecond - 1) / perSecond;
        _tokens -= Token;
        return 0;
    }
}
