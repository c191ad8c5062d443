using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>
/// The ways that vehicles have taken, as short lines, each once: the outline of a trace for which no street map is at hand.
/// Bounded; not thread-safe.
/// </summary>
public sealed class TraceOutline
{
    /// <summary>Most lines that are kept; later ones are not taken any more.</summary>
    public const int MaxLines = 20_000;

    /// <summary>Two positions further apart than this in time (ms) are not joined.</summary>
    public const long LongestGap = 180_000;

    private const int CellZoom = 19;
    private const double FastestMetresPerSecond = 50;

    private readonly HashSet<(ulong, ulong)> _known = [];
    private readonly List<(GeoPoint From, GeoPoint To)> _lines = [];

    /// <summary>The lines in the order in which they were first driven.</summary>
    public IReadOnlyList<(GeoPoint From, GeoPoint To)> Lines => _lines;

    /// <summary>Notes that a vehicle went from one position to the next.</summary>
    public void Add(in Fix from, in Fix to)
    {
        ulong start = TileKey.Ancestor(from.Key, CellZoom), end = TileKey.Ancestor(to.Key, CellZoom);
        if (start == end || _lines.Count >= MaxLines) return;
        (ulong, ulong) ends = start < end ? (start, end) : (end, start);
        if (_known.Contains(ends)) return;
        long gap = to.Timestamp - from.Timestamp;
        if (gap > LongestGap) return;
        double metres = Globe.Distance(from.Latitude, from.Longitude, to.Latitude, to.Longitude);
        if (metres > FastestMetresPerSecond * Math.Max(1, gap / 1000.0)) return;
        _known.Add(ends);
        _lines.Add((GeoPoint.At(from.Latitude, from.Longitude), GeoPoint.At(to.Latitude, to.Longitude)));
    }
}
