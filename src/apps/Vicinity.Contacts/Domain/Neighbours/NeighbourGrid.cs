using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vicinity.Contacts;

/// <summary>
/// Finds all pairs of points within a radius by a uniform grid: points are sorted by cell (a counting sort), and each cell is compared with itself and the four
/// neighbouring cells that come after it. Its work grows with the number of points and of pairs. Keeps its memory, some 32 bytes a point, for the next time. Not thread-safe.
/// </summary>
public sealed class NeighbourGrid
{
    private struct Entry
    {
        public double X;
        public double Y;
        public int Number;
    }

    private Entry[] _sorted = [];
    private int[] _cellOf = [];
    private int[] _end = [];

    /// <summary>Tells the visitor of each pair of points at a distance of at most the radius.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or no number.</exception>
    /// <exception cref="ArgumentException">A coordinate is no finite number.</exception>
    public void Pairs<TPoints, TVisitor>(TPoints points, double radius, ref TVisitor visitor)
        where TPoints : struct, IPointSource
        where TVisitor : struct, IPairVisitor
    {
        if (!(radius >= 0 && double.IsFinite(radius))) throw new ArgumentOutOfRangeException(nameof(radius), radius, "a radius is a number from 0");
        int width = Sort(points, radius, out int height);
        if (width == 0) return;
        ref Entry first = ref MemoryMarshal.GetArrayDataReference(_sorted);
        double squared = radius * radius;
        // Cells in a row follow each other, so a cell and the one to its right are one stretch, as are the three of the row after it.
        for (int row = 1; row < height - 1; row++)
        {
            for (int cell = (row * width) + 1, last = cell + width - 2; cell < last; cell++)
            {
                int begin = _end[cell - 1], end = _end[cell];
                if (begin == end) continue;
                int right = _end[cell + 1], below = _end[cell + width - 2], belowEnd = _end[cell + width + 1];
                for (int i = begin; i < end; i++)
                {
                    ref readonly Entry one = ref Unsafe.Add(ref first, i);
                    Compare(in one, ref Unsafe.Add(ref first, i + 1), right - i - 1, squared, ref visitor);
                    Compare(in one, ref Unsafe.Add(ref first, below), belowEnd - below, squared, ref visitor);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare<TVisitor>(ref readonly Entry one, ref Entry others, int count, double squared, ref TVisitor visitor)
        where TVisitor : struct, IPairVisitor
    {
        double x = one.X, y = one.Y;
        for (nint i = 0; i < count; i++)
        {
            ref readonly Entry other = ref Unsafe.Add(ref others, i);
            double dx = other.X - x, dy = other.Y - y, distance = (dx * dx) + (dy * dy);
            if (distance <= squared) visitor.Visit(one.Number, other.Number, distance);
        }
    }

    /// <summary>Sorts the points by cell. The grid has an empty cell on each side. Gives its width in cells, 0 where there is no point.</summary>
    private int Sort<TPoints>(TPoints points, double radius, out int height)
        where TPoints : struct, IPointSource
    {
        height = 0;
        int count = points.Count, present = 0;
        if (_cellOf.Length < count) _cellOf = GC.AllocateUninitializedArray<int>(Capacity(count));
        double left = double.MaxValue, top = double.MaxValue, farRight = double.MinValue, bottom = double.MinValue;
        for (int i = 0; i < count; i++)
        {
            if (!points.TryGet(i, out double x, out double y)) continue;
            if (!double.IsFinite(x) || !double.IsFinite(y)) throw new ArgumentException($"the place ({x}, {y}) of point {i} is no finite number");
            present++;
            (left, farRight) = (Math.Min(left, x), Math.Max(farRight, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }
        if (present == 0) return 0;
        double wide = farRight - left, high = bottom - top;
        // About one point a cell, no cell smaller than the radius, and no more cells in a row than points, however the points lie.
        double cell = Math.Max(Math.Max(radius, Math.Sqrt(wide * high / present)), Math.Max(wide, high) / present);
        double scale = cell > 0 ? 1 / cell : 0;
        int width = (int)(wide * scale) + 3;
        height = (int)(high * scale) + 3;
        int cells = checked(width * height);
        if (_end.Length < cells) _end = GC.AllocateUninitializedArray<int>(Capacity(cells));
        Array.Clear(_end, 0, cells);
        if (_sorted.Length < present) _sorted = GC.AllocateUninitializedArray<Entry>(Capacity(present));
        for (int i = 0; i < count; i++)
        {
            if (!points.TryGet(i, out double x, out double y))
            {
                _cellOf[i] = -1;
                continue;
            }
            int at = (((int)((y - top) * scale) + 1) * width) + (int)((x - left) * scale) + 1;
            _cellOf[i] = at;
            _end[at]++;
        }
        // Beginnings of the cells; each becomes the cell's end when its points have been put in.
        int sum = 0;
        for (int i = 0; i < cells; i++) (_end[i], sum) = (sum, sum + _end[i]);
        for (int i = 0; i < count; i++)
        {
            int at = _cellOf[i];
            if (at < 0) continue;
            points.TryGet(i, out double x, out double y);
            ref Entry entry = ref _sorted[_end[at]++];
            (entry.X, entry.Y, entry.Number) = (x, y, i);
        }
        return width;
    }

    private static int Capacity(int wanted) => (int)Math.Min(Array.MaxLength, wanted + (wanted / 8L) + 16);
}
