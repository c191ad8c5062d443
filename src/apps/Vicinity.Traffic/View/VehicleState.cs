namespace Vicinity.Traffic;

/// <summary>A vehicle as readers see it.</summary>
/// <param name="Vehicle">Its id.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Speed">Metres a second; null when unknown.</param>
/// <param name="Heading">Degrees clockwise from north; null when unknown.</param>
/// <param name="Timestamp">When it was there, Unix milliseconds.</param>
/// <param name="Key">Key of the deepest tile that holds it.</param>
/// <param name="Source">How the position came in.</param>
public readonly record struct VehicleState(
    string Vehicle, double Latitude, double Longitude, float? Speed, float? Heading, long Timestamp, ulong Key, PositionSource Source);
