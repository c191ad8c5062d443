using System.Diagnostics.CodeAnalysis;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Replays recorded positions. Run it once; its status may be read from any thread.</summary>
/// <param name="name">What the source is called.</param>
/// <param name="open">Opens the recording.</param>
/// <param name="options">How it is replayed.</param>
/// <param name="ingest">Writes the positions.</param>
/// <param name="time">The clock.</param>
/// <param name="prefix">What is put before the name of each vehicle, so that it is another one than that of another replay of the same recording.</param>
public sealed class PositionReplay(
    string name, Func<ITraceReader<VehiclePosition>> open, ReplayOptions options, TrafficIngest ingest, TimeProvider? time = null, string prefix = "")
    : ReplayRunner<VehiclePosition>(name, open, options, ingest, time)
{
    /// <inheritdoc/>
    protected override bool TryMove(in VehiclePosition value, long timestamp, out VehiclePosition moved, [NotNullWhen(false)] out string? reason) =>
        value.TryWith(timestamp, PositionSource.Replay, out moved, out reason, prefix.Length == 0 ? null : prefix + value.Vehicle);
}
