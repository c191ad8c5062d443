namespace Vicinity.Geo;

/// <summary>
/// A rectangle cut into equal cells, for counting. Cells are half-open (lower edge in, upper edge out), except that the last row and
/// the last column also take their upper edge. x and y may be degrees or metres.
/// </summary>
public sealed class CellGrid
{
    /// <summary>A grid of <paramref name="columns"/> by <paramref name="rows"/> cells.</summary>
    /// <exception cref="ArgumentException">The rectangle is empty or a count is not positive.</exception>
    public CellGrid(double minX, double maxX, int columns, double minY, double maxY, int rows)
    {
        if (!(minX < maxX)) throw new ArgumentException($"x from {minX} to {maxX} is empty");
        if (!(minY < maxY)) throw new ArgumentException($"y from {minY} to {maxY} is empty");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        (MinX, MaxX, Columns, MinY, MaxY, Rows) = (minX, maxX, columns, minY, maxY, rows);
    }

    /// <summary>Western edge.</summary>
    public double MinX { get; }

    /// <summary>Eastern edge.</summary>
    public double MaxX { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Southern edge.</summary>
    public double MinY { get; }

    /// <summary>Northern edge.</summary>
    public double MaxY { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Column from the west and row from the south of a point; false when it lies outside.</summary>
    public bool TryLocate(double x, double y, out int column, out int row)
    {
        row = -1;
        return TryIndex(x, MinX, MaxX, Columns, out column) && TryIndex(y, MinY, MaxY, Rows, out row);
    }

    /// <summary>
    /// Counts points by cell, northern row first, western column first, as a reader sees a map; the second value counts what lies outside.
    /// </summary>
    public (int[,] Cells, int Outside) Count(IEnumerable<(double X, double Y)> points)
    {
        var cells = new int[Rows, Columns];
        int outside = 0;
        foreach ((double x, double y) in points)
        {
            if (TryLocate(x, y, out int column, out int row)) cells[Rows - 1 - row, column]++;
            else outside++;
        }
        return (cells, outside);
    }

    private static bool TryIndex(double value, double min, double max, int count, out int index)
    {
        index = -1;
        if (!(value >= min && value <= max)) return false;
        index = Math.Min((int)Math.Floor((value - min) / (max - min) * count), count - 1);
        return true;
    }
}
