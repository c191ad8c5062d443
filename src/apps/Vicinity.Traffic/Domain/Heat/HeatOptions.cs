using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>How a heat grid is cut and how fast it cools.</summary>
public sealed record HeatOptions
{
    /// <summary>Zoom of the largest cells.</summary>
    public int CoarsestZoom { get; init; } = 4;

    /// <summary>Zoom of the smallest cells; 20 is about 25 m at 49 degrees north.</summary>
    public int FinestZoom { get; init; } = 20;

    /// <summary>Time in which a cell without new positions loses half its heat.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most cells of the finest zoom; when they are used up the coldest half is given up.</summary>
    public int MaxCells { get; init; } = 1 << 19;

    /// <summary>Says what is wrong with the values.</summary>
    /// <exception cref="ArgumentException">A value is out of its bounds.</exception>
    public void Check()
    {
        if (CoarsestZoom < 1 || FinestZoom < CoarsestZoom || FinestZoom > Tile.MaxZoom)
            throw new ArgumentException($"heat zooms {CoarsestZoom} to {FinestZoom} are not within 1 to {Tile.MaxZoom} in rising order");
        if (HalfLife < TimeSpan.FromSeconds(1) || HalfLife > TimeSpan.FromDays(1))
            throw new ArgumentException($"heat half-life {HalfLife} is not between one second and one day");
        if (MaxCells < 16) throw new ArgumentException($"{MaxCells} heat cells are fewer than 16");
    }
}
