using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Vicinity.Geo;

/// <summary>
/// A rectangle of degrees in GeoJSON's order (west, south, east, north), edges included. A box whose west is greater than its east
/// crosses the antimeridian (RFC 7946, section 5.2).
/// </summary>
public readonly record struct BoundingBox
{
    private BoundingBox(double west, double south, double east, double north)
    {
        West = west;
        South = south;
        East = east;
        North = north;
    }

    /// <summary>The whole globe.</summary>
    public static BoundingBox World { get; } = new(-180, -90, 180, 90);

    /// <summary>Longitude of the western edge.</summary>
    public double West { get; }

    /// <summary>Latitude of the southern edge.</summary>
    public double South { get; }

    /// <summary>Longitude of the eastern edge.</summary>
    public double East { get; }

    /// <summary>Latitude of the northern edge.</summary>
    public double North { get; }

    /// <summary>True when the box reaches over the 180th meridian.</summary>
    public bool CrossesAntimeridian => West > East;

    /// <summary>Makes a box.</summary>
    /// <exception cref="ArgumentException">An edge is no valid degree, or south lies north of north.</exception>
    public static BoundingBox Of(double west, double south, double east, double north) =>
        TryOf(west, south, east, north, out BoundingBox box, out string? reason) ? box : throw new ArgumentException(reason);

    /// <summary>Makes a box, or says why it is none.</summary>
    public static bool TryOf(double west, double south, double east, double north, out BoundingBox box, [NotNullWhen(false)] out string? reason)
    {
        box = default;
        if (!GeoPoint.TryAt(south, west, out _, out reason) || !GeoPoint.TryAt(north, east, out _, out reason)) return false;
        if (south > north)
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"the southern edge {south} lies north of the northern edge {north}");
            return false;
        }
        box = new BoundingBox(west, south, east, north);
        return true;
    }

    /// <summary>Reads <c>west,south,east,north</c>, or says why it is no box.</summary>
    public static bool TryParse(string? text, out BoundingBox box, [NotNullWhen(false)] out string? reason)
    {
        box = default;
        string[] parts = (text ?? "").Split(',', 5);
        Span<double> edges = stackalloc double[4];
        bool numbers = parts.Length == 4;
        for (int i = 0; numbers && i < 4; i++)
            numbers = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]);
        if (numbers) return TryOf(edges[0], edges[1], edges[2], edges[3], out box, out reason);
        reason = $"'{text}' is no box: four numbers west,south,east,north in degrees are";
        return false;
    }

    /// <summary>True when the place lies in the box or on its edge.</summary>
    public bool Contains(GeoPoint point) => Contains(point.Latitude, point.Longitude);

    /// <summary>True when the place lies in the box or on its edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(double latitude, double longitude) =>
        latitude >= South && latitude <= North
        && (West <= East ? longitude >= West && longitude <= East : longitude >= West || longitude <= East);

    /// <summary>True when the boxes share at least a point.</summary>
    public bool Intersects(BoundingBox other)
    {
        if (other.South > North || other.North < South) return false;
        if (CrossesAntimeridian && other.CrossesAntimeridian) return true;
        if (CrossesAntimeridian) return other.East >= West || other.West <= East;
        if (other.CrossesAntimeridian) return East >= other.West || West <= other.East;
        return other.West <= East && other.East >= West;
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West},{South},{East},{North}");
}
