using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>The streets that the page draws: the demo's network where it is known, else the ways that vehicles have taken.</summary>
public sealed class StreetMap(TrafficOptions options, TrafficView view)
{
    private readonly Lazy<IReadOnlyList<StreetLine>> _streets = new(() => options.IsDemo || options.DriveCars > 0 ? DemoLines() : []);

    /// <summary>The lines.</summary>
    public IReadOnlyList<StreetLine> Lines() =>
        _streets.Value.Count > 0
            ? _streets.Value
            : [.. view.Outline().Select(line => new StreetLine([line.From, line.To], null))];

    private static List<StreetLine> DemoLines() =>
        [.. DemoTrace.Streets().Edges.Select(edge => new StreetLine([.. edge.Shape.Select(p => DemoTrace.Plane.ToPoint(p.X, p.Y))], edge.SpeedLimit))];
}
