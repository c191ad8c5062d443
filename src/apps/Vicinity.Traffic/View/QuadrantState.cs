using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>A quadrant's topic as the log knows it.</summary>
/// <param name="Quadrant">The tile.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Positions">Positions that the topic keeps.</param>
/// <param name="Leader">Address of its leader; null while there is none.</param>
/// <param name="Replicas">Replicas.</param>
/// <param name="MinReplicas">Replicas that a write guarantees.</param>
public sealed record QuadrantState(Tile Quadrant, string Topic, long Positions, string? Leader, int Replicas, int MinReplicas);
