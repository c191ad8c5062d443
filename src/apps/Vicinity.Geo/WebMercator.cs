using System.Runtime.CompilerServices;

namespace Vicinity.Geo;

/// <summary>
/// The projection of web maps (EPSG:3857) on the unit square: x grows east from the antimeridian, y grows south from
/// <see cref="MaxLatitude"/>. Formulas from the public description of the Bing Maps tile system.
/// </summary>
public static class WebMercator
{
    /// <summary>Northern edge of the square map in degrees; places beyond it count to the outermost row.</summary>
    public const double MaxLatitude = 85.05112877980659;

    /// <summary>Projects degrees on the unit square; a latitude beyond the map's edge is moved to the edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double X, double Y) Project(double latitude, double longitude)
    {
        double sine = Math.Sin(Math.Clamp(latitude, -MaxLatitude, MaxLatitude) * (Math.PI / 180));
        return ((longitude + 180) / 360, 0.5 - Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI));
    }

    /// <summary>Longitude in degrees of an x on the unit square.</summary>
    public static double LongitudeOf(double x) => x * 360 - 180;

    /// <summary>Latitude in degrees of a y on the unit square.</summary>
    public static double LatitudeOf(double y) => 90 - 360 * Math.Atan(Math.Exp((y - 0.5) * 2 * Math.PI)) / Math.PI;
}
