using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>A line of the street map.</summary>
/// <param name="Points">Its course.</param>
/// <param name="SpeedLimit">Metres a second; null for a way that was only seen.</param>
public sealed record StreetLine(IReadOnlyList<GeoPoint> Points, double? SpeedLimit);
