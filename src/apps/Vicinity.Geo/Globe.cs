using System.Runtime.CompilerServices;

namespace Vicinity.Geo;

/// <summary>Distances and directions on a sphere with the Earth's mean radius; within 0.6 % of the ellipsoid.</summary>
public static class Globe
{
    /// <summary>Mean radius of the Earth in metres (IUGG).</summary>
    public const double Radius = 6_371_008.8;

    /// <summary>Length of a degree of latitude in metres.</summary>
    public const double MetresPerDegree = Radius * Math.PI / 180;

    /// <summary>Distance along the great circle in metres (haversine, which stays exact for near places).</summary>
    public static double Distance(GeoPoint from, GeoPoint to) => Distance(from.Latitude, from.Longitude, to.Latitude, to.Longitude);

    /// <summary>Distance along the great circle in metres between two places in degrees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Distance(double fromLatitude, double fromLongitude, double toLatitude, double toLongitude)
    {
        double north = Math.Sin(Radians(toLatitude - fromLatitude) / 2);
        double east = Math.Sin(Radians(toLongitude - fromLongitude) / 2);
        double h = north * north + Math.Cos(Radians(fromLatitude)) * Math.Cos(Radians(toLatitude)) * east * east;
        return 2 * Radius * Math.Asin(Math.Sqrt(Math.Min(1, h)));
    }

    /// <summary>Direction at the start of the great circle: degrees clockwise from north, 0 to below 360; 0 for the same place.</summary>
    public static double Bearing(GeoPoint from, GeoPoint to)
    {
        double east = Radians(to.Longitude - from.Longitude);
        double fromLatitude = Radians(from.Latitude), toLatitude = Radians(to.Latitude);
        double y = Math.Sin(east) * Math.Cos(toLatitude);
        double x = Math.Cos(fromLatitude) * Math.Sin(toLatitude) - Math.Sin(fromLatitude) * Math.Cos(toLatitude) * Math.Cos(east);
        double degrees = Math.Atan2(y, x) * (180 / Math.PI);
        // A tiny negative angle plus 360 rounds to 360 itself.
        return degrees < 0 && (degrees += 360) >= 360 ? 0 : degrees;
    }

    /// <summary>The place that is <paramref name="metres"/> away along the great circle that starts in direction <paramref name="bearing"/>.</summary>
    public static GeoPoint Destination(GeoPoint from, double bearing, double metres)
    {
        double angle = metres / Radius, direction = Radians(bearing);
        double latitude = Radians(from.Latitude);
        double sine = Math.Sin(latitude) * Math.Cos(angle) + Math.Cos(latitude) * Math.Sin(angle) * Math.Cos(direction);
        double east = Math.Atan2(
            Math.Sin(direction) * Math.Sin(angle) * Math.Cos(latitude), Math.Cos(angle) - Math.Sin(latitude) * sine);
        double longitude = from.Longitude + east * (180 / Math.PI);
        if (longitude > 180) longitude -= 360;
        else if (longitude < -180) longitude += 360;
        return GeoPoint.At(Math.Asin(Math.Clamp(sine, -1, 1)) * (180 / Math.PI), longitude);
    }

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
