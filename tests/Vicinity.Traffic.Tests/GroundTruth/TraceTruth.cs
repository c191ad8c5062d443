using Vicinity.Geo;

namespace Vicinity.Traffic.Tests;

/// <summary>What a recorded trace is known to hold: its number of positions and their counts by cell, northern row first.</summary>
internal sealed record TraceTruth(string File, int Positions, int Vehicles, bool Metres, (CellGrid Grid, int[,] Cells, int Outside)[] Tables)
{
    private const int AustinAtZero = 3;

    private static CellGrid Athens(int n) => new(23.7235, 23.7385, n, 37.975, 37.993, n);
    private static CellGrid Austin(int n) => new(-97.9, -97.55, n, 30.15, 30.55, n);
    private static CellGrid Boston(int n) => new(-71.6, -70.7, n, 41.8, 42.8, n);
    private static CellGrid Grid(int n) => new(-100, 1500, n, -100, 1500, n);

    public static TraceTruth AthensVehicles { get; } = new("athens-vehicles/athens.csv.gz", 23_293, 50, false,
    [
        (Athens(2), new[,] { { 8803, 7471 }, { 1318, 5701 } }, 0),
        (Athens(4), new[,] { { 17, 2941, 6783, 638 }, { 2250, 3595, 48, 2 }, { 10, 1308, 1791, 807 }, { 0, 0, 832, 2271 } }, 0),
        (Athens(8), new[,]
        {
            { 0, 0, 0, 86, 5071, 1238, 638, 0 }, { 16, 1, 90, 2765, 474, 0, 0, 0 }, { 99, 2044, 1261, 532, 0, 0, 0, 0 },
            { 76, 31, 567, 1235, 44, 4, 2, 0 }, { 0, 10, 648, 529, 60, 959, 715, 0 }, { 0, 0, 0, 131, 677, 95, 76, 16 },
            { 0, 0, 0, 0, 85, 677, 650, 616 }, { 0, 0, 0, 0, 0, 70, 166, 839 },
        }, 0),
    ]);

    public static TraceTruth AustinSunday { get; } = new("austin-bus/sunday.csv.gz", 53_569, 146, false,
    [
        (Austin(2), new[,] { { 3309, 7526 }, { 27925, 14809 } }, 0),
        (Austin(4), new[,] { { 0, 385, 3, 0 }, { 0, 2924, 7523, 0 }, { 0, 15477, 11516, 173 }, { 1047, 11401, 3099, 21 } }, 0),
        (Austin(8), new[,]
        {
            { 0, 0, 0, 0, 0, 0, 0, 0 }, { 0, 0, 381, 4, 3, 0, 0, 0 }, { 0, 0, 137, 263, 723, 1854, 0, 0 },
            { 0, 0, 0, 2524, 4452, 494, 0, 0 }, { 0, 0, 0, 3252, 5437, 1237, 0, 0 }, { 0, 0, 717, 11508, 4288, 554, 173, 0 },
            { 156, 594, 3731, 4259, 2493, 504, 21, 0 }, { 0, 297, 2078, 1333, 9, 93, 0, 0 },
        }, 0),
    ]);

    public static TraceTruth AustinWeekday { get; } = new("austin-bus/weekday.csv.gz", 45_386 - AustinAtZero, 329, false,
    [
        (Austin(2), new[,] { { 3551, 5671 }, { 24771, 11126 } }, 267 - AustinAtZero),
        (Austin(4), new[,] { { 90, 741, 64, 0 }, { 7, 2713, 5607, 0 }, { 6, 15275, 8699, 239 }, { 950, 8540, 2188, 0 } }, 267 - AustinAtZero),
        (Austin(8), new[,]
        {
            { 0, 88, 58, 0, 0, 0, 0, 0 }, { 0, 2, 604, 79, 64, 0, 0, 0 }, { 0, 3, 118, 361, 695, 1398, 0, 0 },
            { 0, 4, 3, 2231, 3138, 376, 0, 0 }, { 0, 0, 1, 3487, 4111, 893, 25, 0 }, { 6, 0, 564, 11223, 3327, 368, 214, 0 },
            { 270, 478, 2423, 3389, 1833, 274, 0, 0 }, { 7, 195, 1594, 1134, 42, 39, 0, 0 },
        }, 267 - AustinAtZero),
    ]);

    public static TraceTruth BostonFeed { get; } = new("mbta-gtfsrt/VehiclePositions.pb", 650, 650, false,
    [
        (Boston(2), new[,] { { 44, 494 }, { 12, 83 } }, 17),
        (Boston(4), new[,] { { 0, 2, 2, 1 }, { 1, 41, 485, 6 }, { 0, 11, 80, 1 }, { 0, 1, 0, 2 } }, 17),
    ]);

    public static TraceTruth SumoCsv { get; } = new("sumo-grid/fcd.csv.gz", 74_916, 500, true,
    [
        (Grid(2), new[,] { { 18368, 19050 }, { 19166, 18332 } }, 0),
        (Grid(4), new[,] { { 2663, 4768, 4857, 3143 }, { 4548, 6389, 6266, 4784 }, { 4768, 6300, 6392, 4378 }, { 3333, 4765, 4787, 2775 } }, 0),
    ]);

    public static TraceTruth SumoXml { get; } = SumoCsv with { File = "sumo-grid/fcd.xml.gz" };

    public static TheoryData<string> Files { get; } = [.. All.Select(t => t.File)];

    private static TraceTruth[] All => [AthensVehicles, AustinSunday, AustinWeekday, BostonFeed, SumoCsv, SumoXml];

    public static TraceTruth Of(string file) => All.Single(t => t.File == file);

    /// <summary>Rows at (0, 0), which are bad rows and no positions.</summary>
    public int BadRows => File == AustinWeekday.File ? AustinAtZero : 0;

    /// <summary>Checks positions against what is known.</summary>
    public void Check(IReadOnlyCollection<VehiclePosition> positions)
    {
        positions.Count.ShouldBe(Positions);
        positions.Select(p => p.Vehicle).Distinct().Count().ShouldBe(Vehicles);
        foreach ((CellGrid grid, int[,] expected, int expectedOutside) in Tables)
        {
            (int[,] cells, int outside) = grid.Count(positions.Select(Coordinates));
            cells.ShouldBe(expected, $"{File}, {grid.Columns} x {grid.Rows} cells");
            outside.ShouldBe(expectedOutside);
        }
    }

    // The recording gives metres to the centimetre; degrees and back add a few nanometres, which would move points on a cell's edge.
    private (double, double) Coordinates(VehiclePosition position)
    {
        if (!Metres) return (position.Point.Longitude, position.Point.Latitude);
        (double x, double y) = DemoTrace.Plane.ToMetres(position.Point);
        return (Math.Round(x, 2), Math.Round(y, 2));
    }
}
