namespace Vicinity.Weather;

/// <summary>The application at a glance. Times are Unix milliseconds.</summary>
/// <param name="Now">The present.</param>
/// <param name="Live">Whether everything in the log is shown.</param>
/// <param name="Delayed">Whether what is shown is behind the log.</param>
/// <param name="DelayedSeconds">How old it is then.</param>
/// <param name="Readings">Readings since the beginning of the kept history.</param>
/// <param name="ReadingsPerSecond">How many a second, over the last ten.</param>
/// <param name="LiveSensors">Sensors whose readings come in time; one that measures several kinds counts for each.</param>
/// <param name="LateSensors">Those whose readings come later than a window waits.</param>
/// <param name="SilentSensors">Those of which nothing has come for three periods.</param>
/// <param name="Fates">What became of the readings at the servers of the log.</param>
/// <param name="Rejected">Readings and records that these refused.</param>
/// <param name="BadRecords">Records of the log that hold no reading, and readings beyond the bounds.</param>
/// <param name="Windows">Windows that were sent since the beginning of the kept history, corrections too.</param>
/// <param name="Corrections">Those of them that were corrections.</param>
/// <param name="EmptyWindows">Those without a reading.</param>
/// <param name="Watermark">The moment up to which all windows are closed; null where no server works yet.</param>
/// <param name="Open">Windows that are open.</param>
public sealed record WeatherSummary(
    long Now, bool Live, bool Delayed, double DelayedSeconds, long Readings, double ReadingsPerSecond, int LiveSensors, int LateSensors, int SilentSensors, FateCounts Fates, long Rejected, long BadRecords,
    long Windows, long Corrections, long EmptyWindows, long? Watermark, IReadOnlyList<OpenWindow> Open);
