namespace Vicinity.Traffic;

/// <summary>What x and y of a SUMO trace are.</summary>
public enum TracePlaces
{
    /// <summary>Told by the trace: its head, or the form of its numbers.</summary>
    Auto,

    /// <summary>Longitude and latitude in degrees, as SUMO's option <c>fcd-output.geo</c> writes them.</summary>
    Degrees,

    /// <summary>Metres east and north of the network's origin.</summary>
    Metres,
}
