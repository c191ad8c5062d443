using System.Globalization;
using Vicinity.Geo;
using Vicinity.Model;

namespace Vicinity.Traffic;

/// <summary>
/// The heat map beside the precise positions: how far off is somebody who only sees the heat map? A vehicle is represented by the
/// hottest cell among the one it is in and those that touch it; the error is its distance to that cell's centre.
/// </summary>
public sealed record Comparison
{
    /// <summary>Precise positions.</summary>
    public required int Vehicles { get; init; }

    /// <summary>Warm cells.</summary>
    public required int Cells { get; init; }

    /// <summary>Mean error in metres; null when no vehicle is represented.</summary>
    public double? MeanErrorMetres { get; init; }

    /// <summary>Error that 95 of 100 vehicles stay below or at, in metres.</summary>
    public double? P95ErrorMetres { get; init; }

    /// <summary>Largest error in metres.</summary>
    public double? LargestErrorMetres { get; init; }

    /// <summary>Vehicles that the heat map represents.</summary>
    public required int VehiclesInHeat { get; init; }

    /// <summary>Vehicles that it does not.</summary>
    public required int VehiclesMissingFromHeat { get; init; }

    /// <summary>Warm cells in which there is no vehicle.</summary>
    public required int CellsWithoutVehicle { get; init; }

    /// <summary>The difference in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="vehicles">The precise positions.</param>
    /// <param name="cells">The warm cells; weights need only be comparable among each other.</param>
    /// <param name="zoom">Zoom of the cells.</param>
    public static Comparison Of(IReadOnlyCollection<Fix> vehicles, IReadOnlyCollection<HeatCell> cells, int zoom)
    {
        var heat = new Dictionary<ulong, double>(cells.Count);
        foreach (HeatCell cell in cells) heat[cell.Key] = cell.Weight;
        var occupied = new HashSet<ulong>();
        var errors = new List<double>(vehicles.Count);
        foreach (Fix vehicle in vehicles)
        {
            ulong key = TileKey.Ancestor(vehicle.Key, zoom);
            occupied.Add(key);
            if (Hottest(heat, key) is not { } hottest) continue;
            GeoPoint centre = Tile.FromKey(hottest).Centre;
            errors.Add(Globe.Distance(vehicle.Latitude, vehicle.Longitude, centre.Latitude, centre.Longitude));
        }
        errors.Sort();
        var result = new Comparison
        {
            Vehicles = vehicles.Count,
            Cells = heat.Count,
            MeanErrorMetres = errors.Count == 0 ? null : errors.Average(),
            P95ErrorMetres = errors.Count == 0 ? null : errors[(int)Math.Ceiling(errors.Count * 0.95) - 1],
            LargestErrorMetres = errors.Count == 0 ? null : errors[^1],
            VehiclesInHeat = errors.Count,
            VehiclesMissingFromHeat = vehicles.Count - errors.Count,
            CellsWithoutVehicle = heat.Keys.Count(key => !occupied.Contains(key)),
            Text = "",
        };
        return result with { Text = result.Describe() };
    }

    private static ulong? Hottest(Dictionary<ulong, double> heat, ulong key)
    {
        ulong? best = null;
        double most = 0;
        Consider(key);
        TileKey.Split(key, out int x, out int y, out int zoom);
        int size = 1 << zoom;
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++)
                if (y + dy >= 0 && y + dy < size) Consider(TileKey.Of((x + dx) & (size - 1), y + dy, zoom));
        return best;

        void Consider(ulong cell)
        {
            // The vehicle's own cell comes first and wins a tie.
            if (heat.TryGetValue(cell, out double weight) && weight > most) (best, most) = (cell, weight);
        }
    }

    private string Describe()
    {
        if (Vehicles == 0)
            return Cells == 0 ? "Nothing moves here: no vehicle and no heat." : $"No vehicle is here now; {Count(Cells, "cell")} still warm from earlier.";
        if (VehiclesInHeat == 0) return $"None of the {Count(Vehicles, "vehicle")} shows on the heat map yet.";
        string missing = VehiclesMissingFromHeat == 0 ? "" : $", {VehiclesMissingFromHeat} missing";
        string empty = CellsWithoutVehicle == 0 ? "" : $"; {Count(CellsWithoutVehicle, "warm cell")} without a vehicle now";
        return string.Create(CultureInfo.InvariantCulture,
            $"The heat map places {VehiclesInHeat} of {Count(Vehicles, "vehicle")}{missing}, on average {MeanErrorMetres:0} m off, 95 of 100 within {P95ErrorMetres:0} m{empty}.");
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
