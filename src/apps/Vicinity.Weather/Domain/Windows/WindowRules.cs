namespace Vicinity.Weather;

/// <summary>How readings are put into windows.</summary>
public sealed record WindowRules
{
    /// <summary>Most readings that one window is believed to have.</summary>
    internal const long MostReadings = 1_000_000_000;

    /// <summary>No time lies farther from 1970, in milliseconds: some 140,000 years.</summary>
    internal const long FarthestTime = 1L << 52;

    /// <summary>Milliseconds of a window.</summary>
    public int WindowMs { get; init; } = 10_000;

    /// <summary>Milliseconds that a reading may be behind the newest one without being late.</summary>
    public int LatenessMs { get; init; } = 2_000;

    /// <summary>Whether late readings are added to closed windows; else they are counted only.</summary>
    public bool SendsCorrections { get; init; } = true;

    /// <summary>How long, in milliseconds, readings can be added to a window after it was closed.</summary>
    public int CorrectableMs { get; init; } = 600_000;

    /// <summary>Most sensors that are known at once.</summary>
    public int MostSensors { get; init; } = 100_000;

    /// <summary>Most parts of windows, open or not yet handed on, that are in memory at once; some 200 bytes each.</summary>
    public int MostParts { get; init; } = 4_000_000;

    /// <summary>The rules that settings of the application say.</summary>
    public static WindowRules Of(WeatherOptions options) => new()
    {
        WindowMs = options.WindowMs,
        LatenessMs = options.LatenessMs,
        SendsCorrections = options.SendsCorrections,
        CorrectableMs = options.CorrectableMs,
        MostSensors = options.MostSensors,
    };

    /// <summary>Number of the window in which a moment lies.</summary>
    public long NumberOf(long time) => time >= 0 ? time / WindowMs : ((time + 1) / WindowMs) - 1;

    /// <summary>The moment after the last of a window.</summary>
    public long EndOf(long number) => (number + 1) * WindowMs;

    /// <summary>Whether a window is closed at a watermark.</summary>
    public bool IsClosed(long number, long watermark) => EndOf(number) <= watermark;

    /// <summary>Whether a window is closed at a watermark and takes no late readings any more.</summary>
    public bool IsFinal(long number, long watermark) => EndOf(number) + (SendsCorrections ? CorrectableMs : 0) <= watermark;
}
