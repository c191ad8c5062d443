namespace Vicinity.Contacts;

/// <summary>The numbers of intervals of ten minutes, which identifiers and keys count time by (ENIntervalNumber in Exposure Notification, Cryptography Specification v1.2).</summary>
public static class ExposureIntervals
{
    /// <summary>Seconds of an interval.</summary>
    public const int Seconds = 600;

    /// <summary>Intervals of a day, for which a key is valid at most.</summary>
    public const int PerDay = 144;

    /// <summary>The interval of a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970 or later than an interval can say.</exception>
    public static int Of(long unixMilliseconds)
    {
        long interval = unixMilliseconds / (Seconds * 1000L);
        if (unixMilliseconds < 0 || interval > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(unixMilliseconds), unixMilliseconds, "a time is from 1970 on, and its interval below 2^31");
        return (int)interval;
    }

    /// <summary>The first interval of a tick of a simulation, whose day 0 begins at interval 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tick is negative or later than an interval can say.</exception>
    public static int OfTick(int tick, int ticksPerDay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        long interval = (long)tick * PerDay / ticksPerDay;
        if (interval > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(tick), tick, "its interval is not below 2^31");
        return (int)interval;
    }

    /// <summary>The first interval of the day of an interval.</summary>
    public static int StartOfDay(int interval) => interval - (interval % PerDay);
}
