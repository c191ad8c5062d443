namespace Vicinity.Gateway.Traffic;

/// <summary>What a live reader looks at.</summary>
/// <param name="Bbox">West, south, east, north in degrees.</param>
/// <param name="Zoom">Zoom of the heat map's cells.</param>
public sealed record WatchRequest(double[]? Bbox, int Zoom);
