namespace Vicinity.Geo;

/// <summary>
/// A flat map in metres (x east, y north) that touches the globe at its anchor. Straight lines of one map are straight on the other,
/// so points left of a line stay left of it. Good for a few tens of kilometres and away from the poles.
/// </summary>
public sealed class LocalPlane
{
    private readonly double _metresPerDegreeEast;

    /// <summary>A plane on which the point (<paramref name="x"/>, <paramref name="y"/>) lies at <paramref name="anchor"/>.</summary>
    /// <exception cref="ArgumentException">The anchor is within a degree of a pole, where metres east mean nothing, or x or y is no number.</exception>
    public LocalPlane(GeoPoint anchor, double x = 0, double y = 0)
    {
        if (Math.Abs(anchor.Latitude) > 89)
            throw new ArgumentException($"anchor latitude {anchor.Latitude} is beyond 89 degrees: a flat map does not work at a pole");
        if (!double.IsFinite(x) || !double.IsFinite(y)) throw new ArgumentException($"({x}, {y}) is no place in metres");
        Anchor = anchor;
        X = x;
        Y = y;
        _metresPerDegreeEast = Globe.MetresPerDegree * Math.Cos(anchor.Latitude * (Math.PI / 180));
    }

    /// <summary>Where the plane touches the globe.</summary>
    public GeoPoint Anchor { get; }

    /// <summary>Metres east of the plane's origin at the anchor.</summary>
    public double X { get; }

    /// <summary>Metres north of the plane's origin at the anchor.</summary>
    public double Y { get; }

    /// <summary>Degrees of a point in metres, unchecked: far away from the anchor they may leave the valid range.</summary>
    public (double Latitude, double Longitude) ToDegrees(double x, double y) =>
        (Anchor.Latitude + (y - Y) / Globe.MetresPerDegree, Anchor.Longitude + (x - X) / _metresPerDegreeEast);

    /// <summary>Place of a point in metres.</summary>
    /// <exception cref="ArgumentException">The point lies off the globe.</exception>
    public GeoPoint ToPoint(double x, double y)
    {
        (double latitude, double longitude) = ToDegrees(x, y);
        return GeoPoint.At(latitude, longitude);
    }

    /// <summary>Metres of a place.</summary>
    public (double X, double Y) ToMetres(GeoPoint point) =>
        (X + (point.Longitude - Anchor.Longitude) * _metresPerDegreeEast, Y + (point.Latitude - Anchor.Latitude) * Globe.MetresPerDegree);
}
