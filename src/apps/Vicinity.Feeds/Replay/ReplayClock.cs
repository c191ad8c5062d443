namespace Vicinity.Feeds;

/// <summary>
/// Turns the times of a recording into the present: when a row is due, and which time it carries then. The first row is due at once.
/// Pure: the present is an argument. All times are Unix milliseconds.
/// </summary>
/// <param name="speed">How many times faster than recorded; positive infinity for as fast as possible.</param>
/// <param name="keepTime">True when rows keep their recorded time, false when they carry the time at which they are due.</param>
/// <param name="headStart">Milliseconds of the recording that count as past when it begins: their rows are due at once and carry earlier times.</param>
public sealed class ReplayClock(double speed, bool keepTime, long headStart = 0)
{
    private long _firstPlayAt = long.MinValue;
    private long _start;
    private long _lastDue;

    /// <summary>Why a speed is refused, as bound and reason; null when it is not.</summary>
    public static string? Refuse(double speed) => speed > 0 ? null : "not above 0: 1 is real time, 10 ten times faster";

    /// <summary>Says when a row is due and what time it carries.</summary>
    /// <param name="playAt">The moment of the recording at which the row became known.</param>
    /// <param name="timestamp">The row's own time.</param>
    /// <param name="now">The present.</param>
    public (long Due, long Timestamp) Place(long playAt, long timestamp, long now)
    {
        if (_firstPlayAt == long.MinValue) (_firstPlayAt, _start) = (playAt, Math.Max(now - (long)(headStart / speed), _start));
        long due = double.IsPositiveInfinity(speed) ? now : _start + (long)((playAt - _firstPlayAt) / speed);
        _lastDue = Math.Max(_lastDue, due);
        // What was old when it became known is as old now.
        long age = playAt - timestamp;
        return (due, keepTime ? timestamp : due - age);
    }

    /// <summary>Begins again with the next row, a recorded second after the last one.</summary>
    public void NextLap()
    {
        _firstPlayAt = long.MinValue;
        _start = _lastDue + (double.IsPositiveInfinity(speed) ? 0 : (long)(1000 / speed));
    }
}
