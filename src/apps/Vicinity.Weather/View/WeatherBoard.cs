using System.Globalization;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>Brings together what the views know. Thread-safe.</summary>
public sealed class WeatherBoard(WeatherOptions options, SensorView sensors, WindowView windows, StepView steps, ComponentView components, WeatherProcessor processor, TimeProvider time)
{
    /// <summary>The application at a glance.</summary>
    public WeatherSummary Summary()
    {
        Freshness health = processor.Health;
        (int live, int late, int silent) = sensors.Healths();
        (FateCounts fates, long rejected) = steps.Fates;
        return new WeatherSummary(
            time.GetUtcNow().ToUnixTimeMilliseconds(), health.Live, health.Delayed, Math.Round(health.DelayedSeconds, 1), sensors.Readings, Math.Round(sensors.PerSecond, 2),
            live, late, silent, fates, rejected, processor.BadRecords + processor.Refused, windows.Windows, windows.Corrections, windows.Empty, steps.Watermark, sensors.OpenWindows(steps.Watermark));
    }

    /// <summary>The transports: what they promise, which components use them, and how long readings and windows take over them.</summary>
    public IReadOnlyList<TransportState> Transports()
    {
        IReadOnlyList<(ComponentReport Report, bool IsSilent)> all = components.All;
        return [.. TransportNote.All.Select(note =>
        {
            ComponentReport[] own = [.. all.Where(c => c.Report.Transport == note.Name && !c.IsSilent).Select(c => c.Report)];
            LatencySummary? stored = Slowest(own, ComponentRole.Sensor), seen = Slowest(own, ComponentRole.Terminal);
            // What is shown here comes over the log.
            return note.Name == "log"
                ? new TransportState(note, own.Length, stored ?? sensors.Latency, seen ?? windows.Latency)
                : new TransportState(note, own.Length, stored, seen);
        })];
    }

    /// <summary>Why what is shown is not fresh; null when it is.</summary>
    public string? Problem() => processor.Health switch
    {
        { Delayed: true, DelayedSeconds: var seconds } => string.Create(CultureInfo.InvariantCulture, $"what is shown is {seconds:0} s old: the log cannot be read, or not as fast as it is written"),
        { Live: false } => "what the log keeps is still being read",
        _ => null,
    };

    /// <summary>What the operator should know although readings are shown fresh; null for nothing.</summary>
    public string? Warning()
    {
        // Readings come in, but nobody works on them: windows stay open for ever.
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long patience = 3L * options.WindowMs + options.LatenessMs + options.IdleMs;
        if (sensors.Count == 0 || sensors.PerSecond == 0) return null;
        IReadOnlyList<PartitionState> partitions = steps.Partitions;
        if (partitions.Count == 0) return "readings come in, but no server works on them: no window is closed";
        PartitionState last = partitions.MaxBy(p => p.Time);
        return now - last.Time > patience ? string.Create(CultureInfo.InvariantCulture, $"no server has worked on readings for {(now - last.Time) / 1000} s: no window is closed") : null;
    }

    private static LatencySummary? Slowest(ComponentReport[] reports, ComponentRole role) => reports.Where(r => r.Role == role).Select(r => r.Latency).OfType<LatencySummary>().MaxBy(l => l.P99);
}
