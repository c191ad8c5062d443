using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>What a recording does not say about itself.</summary>
public sealed record TraceOptions
{
    /// <summary>Where places in metres lie on the globe; the demo's place unless set.</summary>
    public LocalPlane Plane { get; init; } = DemoTrace.Plane;

    /// <summary>Unix milliseconds that a time of 0 stands for in a recording whose times count from its own start.</summary>
    public long RelativeStart { get; init; } = 946_684_800_000;

    /// <summary>What x and y of a SUMO trace are.</summary>
    public TracePlaces Places { get; init; }

    /// <summary>Metres a second in one unit of a speed column that names no unit.</summary>
    public double SpeedUnit { get; init; } = 1;

    /// <summary>Longest line of a CSV file in characters; a longer one is a bad row.</summary>
    public int MaxLineLength { get; init; } = 65_536;
}
