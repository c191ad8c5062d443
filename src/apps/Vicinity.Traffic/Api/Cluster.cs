using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>The replicas of a topic as a client sees them: where to connect, and what a write guarantees.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="LeaderAddress">Address of the leader, host:port; null while there is none.</param>
/// <param name="GuaranteedReplicas">Number of replicas that hold a record when its write has succeeded.</param>
public sealed record Cluster(string Topic, string? LeaderAddress, int GuaranteedReplicas)
{
    /// <summary>The quadrant of the topic; null when the topic is none of traffic.</summary>
    public Tile? Quadrant => QuadrantMap.TryQuadrantOf(Topic, out Tile quadrant) ? quadrant : null;
}
