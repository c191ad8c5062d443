using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>Where a vehicle was at a moment. Only sound positions can be made; unknown speed and heading are NaN.</summary>
public readonly record struct VehiclePosition
{
    /// <summary>Longest vehicle id in characters.</summary>
    public const int MaxVehicleLength = 128;

    /// <summary>Earliest time that a position can have: 1990. A smaller number is a time in another unit.</summary>
    public const long MinTimestamp = 631_152_000_000;

    /// <summary>Latest time that a position can have: 2100.</summary>
    public const long MaxTimestamp = 4_102_444_800_000;

    /// <summary>Half the edge of the box around (0, 0), in degrees, in which there is no vehicle: about a metre.</summary>
    private const double NoPlace = 1e-5;

    /// <summary>Greatest speed in metres a second; faster is not on a road.</summary>
    public const double MaxSpeed = 1_000;

    private VehiclePosition(string vehicle, GeoPoint point, double speed, double heading, long timestamp, PositionSource source)
    {
        Vehicle = vehicle;
        Point = point;
        Speed = speed;
        Heading = heading;
        Timestamp = timestamp;
        Source = source;
    }

    /// <summary>Id of the vehicle, 1 to <see cref="MaxVehicleLength"/> characters.</summary>
    public string Vehicle { get; }

    /// <summary>The place.</summary>
    public GeoPoint Point { get; }

    /// <summary>Metres a second, NaN when unknown.</summary>
    public double Speed { get; }

    /// <summary>Degrees clockwise from north, 0 to below 360, NaN when unknown.</summary>
    public double Heading { get; }

    /// <summary>When the vehicle was there: Unix milliseconds.</summary>
    public long Timestamp { get; }

    /// <summary>How the position came in.</summary>
    public PositionSource Source { get; }

    /// <summary>The same position at another time or from another source.</summary>
    /// <exception cref="ArgumentException">The time is out of range.</exception>
    public VehiclePosition With(long timestamp, PositionSource source) =>
        RefuseTimestamp(timestamp) is { } reason
            ? throw new ArgumentException(reason)
            : new VehiclePosition(Vehicle, Point, Speed, Heading, timestamp, source);

    /// <summary>The same position at another time, from another source, or of another vehicle, or the reason why there can be none.</summary>
    public bool TryWith(long timestamp, PositionSource source, out VehiclePosition position, [NotNullWhen(false)] out string? reason, string? vehicle = null)
    {
        reason = RefuseTimestamp(timestamp) ?? (vehicle is null ? null : RefuseVehicle(vehicle));
        position = reason is null ? new VehiclePosition(vehicle ?? Vehicle, Point, Speed, Heading, timestamp, source) : default;
        return reason is null;
    }

    /// <summary>Makes a position, or says which value is wrong, what it was and what it has to be.</summary>
    public static bool TryCreate(
        string? vehicle, double latitude, double longitude, double speed, double heading, long timestamp, PositionSource source,
        out VehiclePosition position, [NotNullWhen(false)] out string? reason)
    {
        position = default;
        reason = RefuseVehicle(vehicle);
        if (reason is not null || !GeoPoint.TryAt(latitude, longitude, out GeoPoint point, out reason)) return false;
        reason = RefusePlace(latitude, longitude) ?? RefuseMotion(speed, heading) ?? RefuseTimestamp(timestamp);
        if (reason is not null) return false;
        position = new VehiclePosition(vehicle!, point, speed, heading == 360 ? 0 : heading, timestamp, source);
        return true;
    }

    /// <summary>Makes a position.</summary>
    /// <exception cref="ArgumentException">A value is wrong; the message names it.</exception>
    public static VehiclePosition Create(
        string vehicle, double latitude, double longitude, long timestamp,
        double speed = double.NaN, double heading = double.NaN, PositionSource source = PositionSource.Unknown) =>
        TryCreate(vehicle, latitude, longitude, speed, heading, timestamp, source, out VehiclePosition position, out string? reason)
            ? position
            : throw new ArgumentException(reason);

    /// <summary>Says what is wrong with a vehicle id, or null.</summary>
    public static string? RefuseVehicle(string? vehicle)
    {
        if (string.IsNullOrWhiteSpace(vehicle)) return "the vehicle has no id";
        if (vehicle.Length > MaxVehicleLength)
            return $"the vehicle's id of {vehicle.Length} characters is longer than {MaxVehicleLength}";
        foreach (char c in vehicle)
        {
            if (char.IsControl(c)) return $"the vehicle's id holds the control character U+{(int)c:X4}";
            // Different ids with damaged text look alike: two vehicles would become one.
            if (c == '\uFFFD') return "the vehicle's id is not in the encoding of the text around it (UTF-8 unless a byte order mark says otherwise): it holds U+FFFD, which stands for what could not be read";
        }
        return null;
    }

    private static string? RefusePlace(double latitude, double longitude) => Math.Abs(latitude) < NoPlace && Math.Abs(longitude) < NoPlace
        ? "the place is (0, 0), which receivers give when they have none"
        : null;

    internal static string? RefuseMotion(double speed, double heading)
    {
        if (!double.IsNaN(speed) && !(speed is >= 0 and <= MaxSpeed))
            return string.Create(CultureInfo.InvariantCulture, $"speed {speed} is not between 0 and {MaxSpeed} metres a second");
        if (!double.IsNaN(heading) && !(heading is >= 0 and <= 360))
            return string.Create(CultureInfo.InvariantCulture, $"heading {heading} is not between 0 and 360 degrees");
        return null;
    }

    internal static string? RefuseTimestamp(long timestamp) => timestamp is >= MinTimestamp and <= MaxTimestamp
        ? null
        : $"timestamp {timestamp} is not between {MinTimestamp} (1990) and {MaxTimestamp} (2100) in Unix milliseconds";
}
