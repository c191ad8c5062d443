using System.Diagnostics.CodeAnalysis;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Replays recorded positions. Run it once; its status may be read from any thread.</summary>
/// <inheritdoc/>
public sealed class PositionReplay(string name, Func<ITraceReader<VehiclePosition>> open, ReplayOptions options, TrafficIngest ingest, TimeProvider? time = null)
    : ReplayRunner<VehiclePosition>(name, open, options, ingest, time)
{
    /// <inheritdoc/>
    protected override bool TryMove(in VehiclePosition value, long timestamp, out VehiclePosition moved, [NotNullWhen(false)] out string? reason) =>
        value.TryWith(timestamp, PositionSource.Replay, out moved, out reason);
}
