namespace Vicinity.Weather.RabbitMq;

/// <summary>Pauses between attempts: they double, and no two processes keep step.</summary>
internal sealed class Backoff
{
    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private TimeSpan _next;

    public Backoff(TimeSpan shortest, TimeSpan longest) => (_shortest, _longest, _next) = (shortest, longest, shortest);

    /// <summary>The next pause: between half of it and all.</summary>
    /// <param name="chance">From 0 to 1.</param>
    public TimeSpan Next(double chance)
    {
        TimeSpan pause = _next * (0.5 + chance / 2);
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return pause;
    }

    /// <summary>Something went well.</summary>
    public void Reset() => _next = _shortest;
}
