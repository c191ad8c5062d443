using Vicinity.Feeds;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>
/// The recording that comes with the program: 500 simulated cars on a grid of streets, ten minutes, made with SUMO, and its streets.
/// It lies at the campus of the University of British Columbia, its centre where four quadrants of the default zoom meet.
/// </summary>
public static class DemoTrace
{
    /// <summary>Name by which it is asked for in place of a path.</summary>
    public const string Name = "demo";

    /// <summary>From when on in the recording more than 120 cars are on the way.</summary>
    public static TimeSpan FullFrom { get; } = TimeSpan.FromSeconds(130);

    /// <summary>Until when in the recording more than 120 cars are on the way.</summary>
    public static TimeSpan FullUntil { get; } = TimeSpan.FromSeconds(525);

    // A tenth of a millimetre off the corner, so that cars on the very line between two quarters count to the upper and the right one,
    // as in the recording's own figures.
    private const double Nudge = 1e-9;

    /// <summary>Where its metres lie on the globe.</summary>
    public static LocalPlane Plane { get; } = MakePlane();

    /// <summary>The recording.</summary>
    public static ITraceReader<VehiclePosition> Open(TraceOptions options) =>
        new CsvTraceReader(Resource("demo/fcd.csv.gz"), options with { Plane = Plane });

    /// <summary>Its streets.</summary>
    public static StreetNetwork Streets()
    {
        using TraceInput input = Resource("demo/net.xml.gz");
        return SumoNetwork.Read(input.Content);
    }

    private static LocalPlane MakePlane()
    {
        GeoPoint corner = Tile.Of(CornerX, CornerY, QuadrantMap.DefaultZoom).Corner;
        return new LocalPlane(GeoPoint.At(corner.Latitude + Nudge, corner.Longitude + Nudge), 700, 700);
    }

    private const int CornerX = 2583;
    private const int CornerY = 5608;

    private static TraceInput Resource(string name) => TraceInput.Of(
        typeof(DemoTrace).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the program lacks its part '{name}'"));
}
