using System.Text.Json.Serialization;

namespace Vicinity.Traffic;

/// <summary>A quadrant as readers see it: what flows through it, and who keeps it.</summary>
/// <param name="QuadKey">Its name.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Bounds">West, south, east, north.</param>
/// <param name="Positions">Positions that the topic keeps.</param>
/// <param name="PositionsPerSecond">Rate over the last ten seconds.</param>
/// <param name="Vehicles">Vehicles in it now.</param>
/// <param name="Leader">Address of the leader; null while there is none.</param>
/// <param name="Replicas">Replicas.</param>
/// <param name="MinReplicas">Replicas that a write guarantees.</param>
/// <param name="LastTimestamp">Time of its latest position, Unix milliseconds; null when none was seen.</param>
public sealed record QuadrantReport(
    [property: JsonPropertyName("quadkey")] string QuadKey, string Topic, double[] Bounds, long Positions, double PositionsPerSecond, int Vehicles,
    string? Leader, int Replicas, int MinReplicas, long? LastTimestamp);
