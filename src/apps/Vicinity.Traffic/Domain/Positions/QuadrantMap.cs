using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>
/// The division of the map into quadrants: the tiles of one zoom level. Each quadrant has a topic, named by its quadkey. Thread-safe.
/// </summary>
public sealed class QuadrantMap
{
    /// <summary>What the name of every quadrant's topic begins with.</summary>
    public const string TopicPrefix = "traffic.";

    /// <summary>Zoom of the quadrants unless set otherwise: about 1.6 km wide at 49 degrees north.</summary>
    public const int DefaultZoom = 14;

    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<ulong, string> _topics = new();

    /// <summary>A map of quadrants of one zoom level.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The zoom is not 1 to <see cref="Tile.MaxZoom"/>.</exception>
    public QuadrantMap(int zoom = DefaultZoom)
    {
        if (zoom is < 1 or > Tile.MaxZoom)
            throw new ArgumentOutOfRangeException(nameof(zoom), zoom, $"a quadrant's zoom is 1 to {Tile.MaxZoom}");
        Zoom = zoom;
    }

    /// <summary>Zoom level of the quadrants.</summary>
    public int Zoom { get; }

    /// <summary>The quadrant that a place lies in.</summary>
    public Tile QuadrantOf(GeoPoint point) => Tile.At(point, Zoom);

    /// <summary>Name of the topic of the quadrant that a place lies in.</summary>
    public string TopicOf(GeoPoint point)
    {
        ulong key = TileKey.At(point.Latitude, point.Longitude, Zoom);
        if (_topics.TryGetValue(key, out string? topic)) return topic;
        topic = TopicPrefix + TileKey.ToQuadKey(key);
        if (_topics.Count < MaxRemembered) _topics.TryAdd(key, topic);
        return topic;
    }

    /// <summary>Name of a quadrant's topic.</summary>
    public static string TopicOf(Tile quadrant) => TopicPrefix + quadrant.QuadKey;

    /// <summary>The quadrant of a topic; false when the topic is none of traffic.</summary>
    public static bool TryQuadrantOf([NotNullWhen(true)] string? topic, out Tile quadrant)
    {
        quadrant = default;
        return topic is not null && topic.Length > TopicPrefix.Length && topic.StartsWith(TopicPrefix, StringComparison.Ordinal)
            && Tile.TryParse(topic[TopicPrefix.Length..], out quadrant);
    }
}
