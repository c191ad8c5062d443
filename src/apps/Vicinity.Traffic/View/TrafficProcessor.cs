using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Traffic;

/// <summary>Follows all quadrants' topics and feeds the view.</summary>
public sealed class TrafficProcessor(TrafficOptions options, TrafficView view, ILogger<TrafficProcessor> log, TimeProvider? time = null)
    : LogFollower<VehiclePosition>(
        new FollowOptions(options.BootstrapServers, "vicinity-traffic-view", TopicFilter.Prefix(QuadrantMap.TopicPrefix), TimeSpan.FromSeconds(options.HistorySeconds)),
        log,
        time)
{
    private readonly VehicleIds _ids = new();

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out VehiclePosition value, [NotNullWhen(false)] out string? reason) =>
        PositionRecord.TryRead(record.Value.Span, _ids, out value, out reason);

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<VehiclePosition> events) => view.Add(events);

    /// <inheritdoc/>
    protected override void Tick() => view.Expire();
}
