using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Geo;

/// <summary>
/// A square of the web map: at zoom z the world is 2^z by 2^z tiles, x from the antimeridian eastward, y from the north southward.
/// Its name is the quadkey of the Bing Maps tile system: one digit 0 to 3 a level, so a tile's name begins with its parent's.
/// </summary>
public readonly record struct Tile
{
    /// <summary>Deepest zoom level; a tile is a few metres wide there.</summary>
    public const int MaxZoom = 23;

    private Tile(int x, int y, int zoom)
    {
        X = x;
        Y = y;
        Zoom = zoom;
    }

    /// <summary>Column from the west, 0 to 2^zoom - 1.</summary>
    public int X { get; }

    /// <summary>Row from the north, 0 to 2^zoom - 1.</summary>
    public int Y { get; }

    /// <summary>Level, 0 (the world) to <see cref="MaxZoom"/>.</summary>
    public int Zoom { get; }

    /// <summary>Number that names the tile among those of all levels: see <see cref="TileKey"/>.</summary>
    public ulong Key => TileKey.Of(X, Y, Zoom);

    /// <summary>Name of the tile, as many digits as its zoom.</summary>
    public string QuadKey => TileKey.ToQuadKey(Key);

    /// <summary>The tile's edges.</summary>
    public BoundingBox Bounds
    {
        get
        {
            double size = 1 << Zoom;
            return BoundingBox.Of(
                WebMercator.LongitudeOf(X / size), WebMercator.LatitudeOf((Y + 1) / size),
                WebMercator.LongitudeOf((X + 1) / size), WebMercator.LatitudeOf(Y / size));
        }
    }

    /// <summary>The middle of the tile on the projected map.</summary>
    public GeoPoint Centre
    {
        get
        {
            double size = 1 << Zoom;
            return GeoPoint.At(WebMercator.LatitudeOf((Y + 0.5) / size), WebMercator.LongitudeOf((X + 0.5) / size));
        }
    }

    /// <summary>The north-western corner, which belongs to the tile.</summary>
    public GeoPoint Corner
    {
        get
        {
            double size = 1 << Zoom;
            return GeoPoint.At(WebMercator.LatitudeOf(Y / size), WebMercator.LongitudeOf(X / size));
        }
    }

    /// <summary>The tile one level up; the world has none.</summary>
    /// <exception cref="InvalidOperationException">The tile is the world.</exception>
    public Tile Parent => Zoom == 0
        ? throw new InvalidOperationException("zoom 0 is the whole world and has no parent")
        : new Tile(X >> 1, Y >> 1, Zoom - 1);

    /// <summary>The four tiles one level down, in the order of their last digit.</summary>
    /// <exception cref="InvalidOperationException">The tile is at <see cref="MaxZoom"/>.</exception>
    public IReadOnlyList<Tile> Children => Zoom == MaxZoom
        ? throw new InvalidOperationException($"zoom {MaxZoom} is the deepest level and has no children")
        : [Of(2 * X, 2 * Y, Zoom + 1), Of(2 * X + 1, 2 * Y, Zoom + 1), Of(2 * X, 2 * Y + 1, Zoom + 1), Of(2 * X + 1, 2 * Y + 1, Zoom + 1)];

    /// <summary>
    /// The tiles that touch this one, eight as a rule: columns wrap at the antimeridian, rows end at the map's edge, and at zoom 0
    /// and 1 a tile that would appear twice is named once.
    /// </summary>
    public IReadOnlyList<Tile> Neighbours
    {
        get
        {
            int size = 1 << Zoom;
            var found = new List<Tile>(8);
            for (int dy = -1; dy <= 1; dy++)
            {
                int y = Y + dy;
                if (y < 0 || y >= size) continue;
                for (int dx = -1; dx <= 1; dx++)
                {
                    var tile = new Tile((X + dx) & (size - 1), y, Zoom);
                    if (tile != this && !found.Contains(tile)) found.Add(tile);
                }
            }
            return found;
        }
    }

    /// <summary>Makes a tile from its numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zoom, column or row is out of range.</exception>
    public static Tile Of(int x, int y, int zoom)
    {
        CheckZoom(zoom);
        int last = (1 << zoom) - 1;
        if (x < 0 || x > last) throw new ArgumentOutOfRangeException(nameof(x), x, $"a column of zoom {zoom} is 0 to {last}");
        if (y < 0 || y > last) throw new ArgumentOutOfRangeException(nameof(y), y, $"a row of zoom {zoom} is 0 to {last}");
        return new Tile(x, y, zoom);
    }

    /// <summary>The tile that a place lies in; west and north edges belong to a tile, the map's own east and south edge to its last one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The zoom is out of range.</exception>
    public static Tile At(GeoPoint point, int zoom)
    {
        CheckZoom(zoom);
        return FromKey(TileKey.At(point.Latitude, point.Longitude, zoom));
    }

    /// <summary>The tile of a number made by <see cref="Key"/>.</summary>
    public static Tile FromKey(ulong key)
    {
        TileKey.Split(key, out int x, out int y, out int zoom);
        return new Tile(x, y, zoom);
    }

    /// <summary>Reads a quadkey; the empty one is the world.</summary>
    /// <exception cref="FormatException">A character is not 0 to 3, or there are too many.</exception>
    public static Tile Parse(string quadKey) =>
        TryParse(quadKey, out Tile tile) ? tile : throw new FormatException($"'{quadKey}' is no quadkey: up to {MaxZoom} digits 0 to 3 are");

    /// <summary>Reads a quadkey; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? quadKey, out Tile tile)
    {
        tile = default;
        if (quadKey is null || quadKey.Length > MaxZoom) return false;
        ulong key = 1;
        foreach (char digit in quadKey)
        {
            if (digit is < '0' or > '3') return false;
            key = key << 2 | (uint)(digit - '0');
        }
        tile = FromKey(key);
        return true;
    }

    /// <summary>True when <paramref name="other"/> is this tile or lies in it.</summary>
    public bool Contains(Tile other) =>
        other.Zoom >= Zoom && other.X >> (other.Zoom - Zoom) == X && other.Y >> (other.Zoom - Zoom) == Y;

    /// <summary>The quadkey.</summary>
    public override string ToString() => QuadKey;

    private static void CheckZoom(int zoom)
    {
        if (zoom is < 0 or > MaxZoom) throw new ArgumentOutOfRangeException(nameof(zoom), zoom, $"a zoom is 0 to {MaxZoom}");
    }
}
