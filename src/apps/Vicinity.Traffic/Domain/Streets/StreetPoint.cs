namespace Vicinity.Traffic;

/// <summary>A point of a street map: metres east and north of the map's origin.</summary>
public readonly record struct StreetPoint(double X, double Y)
{
    /// <summary>Distance in metres.</summary>
    public double DistanceTo(StreetPoint other) => Math.Sqrt((other.X - X) * (other.X - X) + (other.Y - Y) * (other.Y - Y));

    /// <summary>The point at the given part of the way to another one.</summary>
    public StreetPoint Towards(StreetPoint other, double part) => new(X + (other.X - X) * part, Y + (other.Y - Y) * part);

    /// <summary>Direction to another point, degrees clockwise from north, 0 to below 360.</summary>
    public double HeadingTo(StreetPoint other)
    {
        double degrees = Math.Atan2(other.X - X, other.Y - Y) * (180 / Math.PI);
        return degrees < 0 && (degrees += 360) >= 360 ? 0 : degrees;
    }
}
