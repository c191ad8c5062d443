using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>Puts together how the application is doing. Thread-safe.</summary>
internal sealed class StatusAnswers(WeatherBoard board, StepView steps, ComponentView components, WeatherOptions options)
{
    private const int MostComponents = 200;
    private const int MostPartitions = 100;

    /// <summary>How it is doing.</summary>
    /// <param name="isOperator">Whether what keeps components from their work is told.</param>
    public StatusAnswer Now(bool isOperator)
    {
        WeatherSummary s = board.Summary();
        FateCounts f = s.Fates;
        IReadOnlyList<PartitionState> partitions = steps.Partitions;
        IReadOnlyList<(ComponentReport Report, bool IsSilent)> all = components.All;
        return new StatusAnswer(
            s.Now, s.Live, s.Delayed, s.DelayedSeconds, s.Readings, s.ReadingsPerSecond,
            new SensorCountsAnswer(s.LiveSensors, s.LateSensors, s.SilentSensors),
            new RulesAnswer(options.WindowMs, options.LatenessMs, options.IdleMs, options.SendsCorrections, options.CorrectableMs, options.HistorySeconds),
            new FatesAnswer(f.InTime, f.Late, f.TooLate, f.Duplicate, f.Forgotten, f.TooManySensors, f.TooManyParts, s.Rejected, s.BadRecords),
            new SentAnswer(s.Windows, s.Corrections, s.EmptyWindows),
            s.Watermark,
            [.. s.Open.Select(o => new OpenAnswer(WeatherWords.Of(o.Kind), o.Start, o.End, o.Readings, o.Mean))],
            partitions.Count,
            [.. partitions.Take(MostPartitions).Select(p => new PartitionAnswer(p.Partition, p.Read, p.Watermark, p.PerSecond, p.Fates.Total, p.Server.ToString("N")[..8], p.Takeovers, p.Time, p.Ignored))],
            all.Count,
            [.. all.Take(MostComponents).Select(r => ComponentAnswer.Of(r.Report, r.IsSilent, isOperator))],
            [.. board.Transports().Select(t => new TransportAnswer(t.Note.Name, t.Note.Path, t.Note.Guarantee, t.Note.Style, t.Note.Crash, t.Components, LatencyAnswer.Of(t.Stored), LatencyAnswer.Of(t.Window)))]);
    }
}

/// <summary>How the application is doing. Times are Unix milliseconds.</summary>
/// <param name="Now">The present.</param>
/// <param name="Live">Whether everything in the log is shown.</param>
/// <param name="Delayed">Whether what is shown is behind the log.</param>
/// <param name="DelayedSeconds">How old it is then.</param>
/// <param name="Readings">Readings since the beginning of the kept history.</param>
/// <param name="ReadingsPerSecond">How many a second.</param>
/// <param name="Sensors">How the sensors are doing.</param>
/// <param name="Rules">The windows' rules.</param>
/// <param name="Fates">What became of the readings.</param>
/// <param name="Sent">Windows that were sent.</param>
/// <param name="Watermark">The moment up to which all windows are closed; null where no server works yet.</param>
/// <param name="Open">Windows that are open.</param>
/// <param name="PartitionCount">How many partitions the readings have.</param>
/// <param name="Partitions">The first hundred of them.</param>
/// <param name="ComponentCount">How many components have said how they are doing.</param>
/// <param name="Components">The first two hundred of them.</param>
/// <param name="Transports">The transports.</param>
internal sealed record StatusAnswer(
    long Now, bool Live, bool Delayed, double DelayedSeconds, long Readings, double ReadingsPerSecond, SensorCountsAnswer Sensors, RulesAnswer Rules, FatesAnswer Fates, SentAnswer Sent, long? Watermark,
    IReadOnlyList<OpenAnswer> Open, int PartitionCount, IReadOnlyList<PartitionAnswer> Partitions, int ComponentCount, IReadOnlyList<ComponentAnswer> Components, IReadOnlyList<TransportAnswer> Transports);

/// <summary>How many sensors are live, late and silent.</summary>
internal sealed record SensorCountsAnswer(int Live, int Late, int Silent);

/// <summary>The windows' rules, in milliseconds, and how far the history reaches.</summary>
internal sealed record RulesAnswer(int WindowMs, int LatenessMs, int IdleMs, bool SendsCorrections, int CorrectableMs, int HistorySeconds);

/// <summary>
/// What became of the readings. Late ones went into a window that was sent again. Dropped were those whose window takes no more corrections, that came before (duplicate), that may have come before (forgotten),
/// of too many sensors, and of too many open windows. Servers refused the rejected ones; bad are records that cannot be read here.
/// </summary>
internal sealed record FatesAnswer(long InTime, long Late, long TooLate, long Duplicate, long Forgotten, long TooManySensors, long TooManyParts, long Rejected, long Bad);

/// <summary>Windows that were sent, corrections and empty ones among them.</summary>
internal sealed record SentAnswer(long Windows, long Corrections, long Empty);

/// <summary>An open window over all sensors of a kind, with the readings and the mean coefficient so far.</summary>
internal sealed record OpenAnswer(string Kind, long Start, long End, long Readings, double? Mean);

/// <summary>A partition of the readings: the offset up to which they are in windows, its watermark, its load, who works on it, and how often that changed; ignored steps are those of a server that was replaced.</summary>
internal sealed record PartitionAnswer(int Partition, long Read, long? Watermark, double PerSecond, long Readings, string Server, long Takeovers, long T, long Ignored);

/// <summary>A component and its load.</summary>
internal sealed record ComponentAnswer(string Role, string Name, string Transport, long T, bool Silent, string State, long Done, double PerSecond, long Waiting, LatencyAnswer? Latency, string? Problem)
{
    public static ComponentAnswer Of(ComponentReport r, bool isSilent, bool isOperator) => new(
        WeatherWords.Of(r.Role), r.Name, r.Transport, r.Time, isSilent, r.State, r.Done, Math.Round(r.PerSecond, 2), r.Waiting, LatencyAnswer.Of(r.Latency),
        r.Problem is null || isOperator ? r.Problem : "it cannot work at the moment; the operator is told why");
}

/// <summary>What a transport promises, how many components use it now, and how long readings and windows take; null where nobody measures it now.</summary>
internal sealed record TransportAnswer(string Name, string Path, string Guarantee, string Style, string Crash, int Components, LatencyAnswer? Stored, LatencyAnswer? Window);

/// <summary>Latencies in milliseconds.</summary>
internal sealed record LatencyAnswer(double Median, double P99, double Longest, int Count)
{
    public static LatencyAnswer? Of(LatencySummary? l) => l is null ? null : new LatencyAnswer(Math.Round(l.Median, 2), Math.Round(l.P99, 2), Math.Round(l.Longest, 2), l.Count);
}
