namespace Vicinity.Weather;

/// <summary>How a <see cref="WindowMerger"/> is.</summary>
/// <param name="IsWorking">Whether it is the one that works; others wait to take over.</param>
/// <param name="Windows">Windows that it has sent since it started.</param>
/// <param name="Records">Records that it has stored.</param>
/// <param name="TakenOver">Times that it began to work.</param>
/// <param name="Fenced">Times that another one's record counted instead of its own.</param>
/// <param name="IgnoredSteps">Steps that did not count.</param>
/// <param name="Watermark">Windows that end here or earlier are closed in all partitions; null before.</param>
/// <param name="Problem">Why it does not work now; null while it does, or waits.</param>
public sealed record MergerStatus(bool IsWorking, long Windows, long Records, long TakenOver, long Fenced, long IgnoredSteps, long? Watermark, string? Problem);
