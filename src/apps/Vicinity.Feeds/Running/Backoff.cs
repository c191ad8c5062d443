namespace Vicinity.Feeds;

/// <summary>Pauses between attempts: they double up to a longest one, and no two processes keep step. Not thread-safe.</summary>
public sealed class Backoff
{
    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private TimeSpan _next;

    /// <summary>Begins with the shortest pause.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shortest is not above zero, or longer than the longest.</exception>
    public Backoff(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        (_shortest, _longest, _next) = (shortest, longest, shortest);
    }

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
