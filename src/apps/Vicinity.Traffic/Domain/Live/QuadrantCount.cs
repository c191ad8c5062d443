using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>What the live view knows of a quadrant.</summary>
/// <param name="Quadrant">The tile.</param>
/// <param name="Positions">Positions seen in it.</param>
/// <param name="PositionsPerSecond">Mean over the last ten full seconds of event time.</param>
/// <param name="Vehicles">Vehicles that are in it now.</param>
/// <param name="LastTimestamp">Time of its latest position, Unix milliseconds.</param>
public sealed record QuadrantCount(Tile Quadrant, long Positions, double PositionsPerSecond, int Vehicles, long LastTimestamp);
