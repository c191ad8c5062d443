using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Which column of a CSV file holds what, found by the names in its header.</summary>
internal sealed class CsvColumns
{
    private static readonly string[] s_vehicleNames = ["vehicle_id", "vehicle", "vehicleid", "id", "device_id"];
    private static readonly string[] s_latitudeNames = ["latitude", "lat"];
    private static readonly string[] s_longitudeNames = ["longitude", "lon", "lng", "long"];
    private static readonly string[] s_xNames = ["x_m", "x"];
    private static readonly string[] s_yNames = ["y_m", "y"];
    private static readonly string[] s_headingNames = ["heading", "angle_deg", "bearing", "course", "angle"];

    private static readonly (string Name, double Unit)[] s_speedUnits =
        [("speed_mps", 1), ("speed_ms", 1), ("speed_kmh", 1 / 3.6), ("speed_kph", 1 / 3.6), ("speed_mph", 0.44704), ("speed_kn", 1852 / 3600.0)];

    private static readonly (string Name, long Milliseconds)[] s_relativeTimes = [("t_s", 1000), ("t_ms", 1)];

    private static readonly string[] s_timeNames = ["timestamp", "time", "datetime"];

    /// <summary>Finds the columns.</summary>
    /// <param name="header">The names in the header, in order.</param>
    /// <param name="speedUnit">Metres a second in one unit of a speed column that names no unit.</param>
    /// <exception cref="TraceFormatException">A column that is needed is missing.</exception>
    public CsvColumns(IReadOnlyList<string> header, double speedUnit)
    {
        string[] names = [.. header.Select(n => n.Trim().ToLowerInvariant())];
        Count = names.Length;
        Vehicle = Find(names, s_vehicleNames);
        (Latitude, Longitude) = (Find(names, s_latitudeNames), Find(names, s_longitudeNames));
        (X, Y) = (Find(names, s_xNames), Find(names, s_yNames));
        Heading = Find(names, s_headingNames);
        (Speed, SpeedUnit) = (Array.IndexOf(names, "speed"), speedUnit);
        foreach ((string name, double unit) in s_speedUnits)
            if (Speed < 0 && Array.IndexOf(names, name) is var place and >= 0) (Speed, SpeedUnit) = (place, unit);
        Time = Find(names, s_timeNames);
        foreach ((string name, long milliseconds) in s_relativeTimes)
            if (Time < 0 && Array.IndexOf(names, name) is var place and >= 0) (Time, RelativeUnit) = (place, milliseconds);
        Check(names);
    }

    public int Count { get; }
    public int Vehicle { get; }
    public int Latitude { get; }
    public int Longitude { get; }
    public int X { get; }
    public int Y { get; }
    public int Speed { get; }
    public double SpeedUnit { get; }
    public int Heading { get; }
    public int Time { get; }

    /// <summary>Milliseconds of one unit of a time that counts from the recording's start; 0 for calendar times.</summary>
    public long RelativeUnit { get; }

    public bool InMetres => Latitude < 0;

    /// <summary>Greatest place of a column that is needed.</summary>
    public int LastNeeded => Math.Max(Math.Max(Vehicle, Time), InMetres ? Math.Max(X, Y) : Math.Max(Latitude, Longitude));

    private void Check(string[] names)
    {
        string? missing =
            Vehicle < 0 ? "vehicle column (vehicle_id, vehicle or id)"
            : Time < 0 ? "time column (timestamp, time, t_s or t_ms)"
            : Latitude < 0 != Longitude < 0 || (Latitude < 0 && (X < 0 || Y < 0)) ? "places (latitude and longitude in degrees, or x_m and y_m in metres)"
            : null;
        if (missing is null) return;
        string found = string.Join(", ", names.Take(20));
        throw new TraceFormatException($"the CSV header has no {missing}; its columns are: {(found.Length > 300 ? found[..300] : found)}");
    }

    private static int Find(string[] names, string[] wanted)
    {
        foreach (string name in wanted)
            if (Array.IndexOf(names, name) is var place and >= 0) return place;
        return -1;
    }
}
