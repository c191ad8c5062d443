using System.Globalization;
using Vicinity.Feeds;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>Brings together what the view, the log and the sources know. Thread-safe.</summary>
public sealed class TrafficBoard(TrafficView view, TrafficProcessor processor, QuadrantDirectory directory, TrafficSources sources)
{
    /// <summary>The application at a glance.</summary>
    public TrafficSummary Summary()
    {
        Freshness health = processor.Health;
        (long seen, double rate, int vehicles) = view.Totals();
        IReadOnlyDictionary<Tile, QuadrantState> states = directory.States;
        IReadOnlyList<SourceStatus> statuses = sources.Statuses;
        long kept = states.Values.Sum(s => s.Positions);
        return new TrafficSummary(
            view.Now, health.Live, health.Delayed, Math.Round(health.DelayedSeconds, 1), Math.Max(kept, seen), rate, vehicles, states.Count,
            processor.BadRecords + view.Refused + statuses.Sum(s => s.BadRows), statuses);
    }

    /// <summary>Why what is shown is not fresh; null when it is.</summary>
    public string? Problem() => processor.Health switch
    {
        { Delayed: true, DelayedSeconds: var seconds } => string.Create(CultureInfo.InvariantCulture, $"what is shown is {seconds:0} s old: the log cannot be read, or not as fast as it is written"),
        { Live: false } => "what the log keeps is still being read",
        _ => null,
    };

    /// <summary>Which source has ended for a fault, and why; null when none has. What is shown stays fresh: the source only adds nothing more.</summary>
    public string? Warning() => sources.Statuses.FirstOrDefault(s => s is { Running: false, Problem: not null }) is { } ended ? $"the source '{ended.Name}' has ended: {ended.Problem}" : null;

    /// <summary>The quadrants by name: all that have a topic, and those that a position was just seen in.</summary>
    public IReadOnlyList<QuadrantReport> Quadrants()
    {
        IReadOnlyDictionary<Tile, QuadrantState> states = directory.States;
        Dictionary<Tile, QuadrantCount> counts = view.CountQuadrants().ToDictionary(c => c.Quadrant);
        return [.. states.Keys.Union(counts.Keys).OrderBy(t => t.QuadKey, StringComparer.Ordinal)
            .Select(tile => ReportOf(tile, states.GetValueOrDefault(tile), counts.GetValueOrDefault(tile)))];
    }

    private static QuadrantReport ReportOf(Tile tile, QuadrantState? state, QuadrantCount? count)
    {
        BoundingBox bounds = tile.Bounds;
        return new QuadrantReport(
            tile.QuadKey, QuadrantMap.TopicOf(tile), [bounds.West, bounds.South, bounds.East, bounds.North],
            Math.Max(state?.Positions ?? 0, count?.Positions ?? 0), count?.PositionsPerSecond ?? 0, count?.Vehicles ?? 0,
            state?.Leader, state?.Replicas ?? 0, state?.MinReplicas ?? 0, count?.LastTimestamp);
    }
}
