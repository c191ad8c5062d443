using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Vicinity.Geo;

/// <summary>A place on the globe: degrees, WGS 84. Only valid places can be made.</summary>
public readonly record struct GeoPoint
{
    private GeoPoint(double latitude, double longitude)
    {
        Latitude = latitude;
        Longitude = longitude;
    }

    /// <summary>Degrees north of the equator, -90 to 90.</summary>
    public double Latitude { get; }

    /// <summary>Degrees east of Greenwich, -180 to 180.</summary>
    public double Longitude { get; }

    /// <summary>Makes a place.</summary>
    /// <exception cref="ArgumentException">A value is no number or out of range; the message names value and bound.</exception>
    public static GeoPoint At(double latitude, double longitude) =>
        Refuse(latitude, longitude) is { } reason ? throw new ArgumentException(reason) : new GeoPoint(latitude, longitude);

    /// <summary>Makes a place, or says why it is none.</summary>
    /// <returns>False with the reason in <paramref name="reason"/> when a value is no number or out of range.</returns>
    public static bool TryAt(double latitude, double longitude, out GeoPoint point, [NotNullWhen(false)] out string? reason)
    {
        reason = Refuse(latitude, longitude);
        point = reason is null ? new GeoPoint(latitude, longitude) : default;
        return reason is null;
    }

    /// <summary>The form that people write: <c>49.2627,-123.2467</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Latitude},{Longitude}");

    private static string? Refuse(double latitude, double longitude)
    {
        // Written so that NaN fails both tests.
        if (!(latitude >= -90 && latitude <= 90)) return $"latitude {Show(latitude)} is not between -90 and 90 degrees";
        if (!(longitude >= -180 && longitude <= 180)) return $"longitude {Show(longitude)} is not between -180 and 180 degrees";
        return null;
    }

    private static string Show(double value) => value.ToString(CultureInfo.InvariantCulture);
}
