using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>The tiles of one zoom level that a box touches, for quick tests of many tiles.</summary>
internal readonly struct TileRange
{
    private readonly int _west, _east, _north, _south;

    public TileRange(BoundingBox box, int zoom)
    {
        TileKey.Split(TileKey.At(box.North, box.West, zoom), out _west, out _north, out _);
        TileKey.Split(TileKey.At(box.South, box.East, zoom), out _east, out _south, out _);
    }

    public bool Contains(ulong key)
    {
        TileKey.Split(key, out int x, out int y, out _);
        return y >= _north && y <= _south && (_west <= _east ? x >= _west && x <= _east : x >= _west || x <= _east);
    }
}
