using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Vicinity.Geo;
using Vicinity.Model;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>A made-up recording as a CSV file: vehicles that report in turn, each within a quadrant of its own choice, over half an hour up to the present.</summary>
internal static class FeedTrace
{
    private const int LongestRow = 128;

    private static readonly TimeSpan s_span = TimeSpan.FromMinutes(30);

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="positions">How many rows.</param>
    /// <param name="vehicles">How many vehicles.</param>
    /// <param name="quadrants">How many quadrants of the default zoom they are in: a square number.</param>
    /// <param name="end">Time of the last row.</param>
    public static void Write(string path, long positions, int vehicles, int quadrants, DateTimeOffset end)
    {
        int edge = (int)Math.Sqrt(quadrants);
        if (edge * edge != quadrants) throw new ArgumentException($"{quadrants} quadrants are no square");
        Tile corner = Tile.At(GeoPoint.At(52.5, 13.4), QuadrantMap.DefaultZoom);
        var places = new (double Latitude, double Longitude)[vehicles];
        var chance = new Prng(1);
        for (int i = 0; i < vehicles; i++)
        {
            int quadrant = i % quadrants;
            BoundingBox box = Tile.Of(corner.X + quadrant % edge, corner.Y + quadrant / edge, QuadrantMap.DefaultZoom).Bounds;
            places[i] = (Within(box.South, box.North, chance), Within(box.West, box.East, chance));
        }
        long last = end.ToUnixTimeMilliseconds();
        double step = s_span.TotalMilliseconds / positions;
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        file.Write("vehicle_id,timestamp,latitude,longitude,speed,heading\n"u8);
        byte[] row = new byte[LongestRow];
        for (long i = 0; i < positions; i++)
        {
            int vehicle = (int)(i % vehicles);
            (double latitude, double longitude) = places[vehicle];
            // A few metres on, and back again.
            double on = i / vehicles % 2 * 0.00005;
            file.Write(row.AsSpan(0, Row(row, vehicle, last - (long)((positions - 1 - i) * step), latitude + on, longitude + on, i % 20, i % 360)));
        }
    }

    private static double Within(double low, double high, Prng chance) => low + (high - low) * (0.1 + 0.8 * chance.NextDouble());

    private static int Row(byte[] row, int vehicle, long time, double latitude, double longitude, long speed, long heading) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bus-{vehicle},{time},{latitude:F6},{longitude:F6},{speed}.5,{heading}\n"), row);
}
