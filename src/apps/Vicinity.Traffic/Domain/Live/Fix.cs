namespace Vicinity.Traffic;

/// <summary>A position as the live view keeps it: a plain value with the vehicle's number in place of its id.</summary>
public struct Fix
{
    /// <summary>Key of the deepest tile that holds the place; its ancestors are the cells of all zooms.</summary>
    public ulong Key;

    /// <summary>Degrees north.</summary>
    public double Latitude;

    /// <summary>Degrees east.</summary>
    public double Longitude;

    /// <summary>Unix milliseconds.</summary>
    public long Timestamp;

    /// <summary>Metres a second, NaN when unknown.</summary>
    public float Speed;

    /// <summary>Degrees clockwise from north, NaN when unknown.</summary>
    public float Heading;

    /// <summary>Seconds between this vehicle's reports of late, NaN when there was none before.</summary>
    public float Interval;

    /// <summary>Number of the vehicle, see <see cref="VehicleTable"/>.</summary>
    public int Vehicle;

    /// <summary>How it came in.</summary>
    public PositionSource Source;
}
