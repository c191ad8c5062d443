namespace Vicinity.ClusterWatch;

/// <summary>A replica of a partition, for people to look at.</summary>
/// <param name="Node">The node that holds it.</param>
/// <param name="Role">What it is.</param>
/// <param name="InSync">Whether it has what the leader had a moment ago.</param>
/// <param name="Lag">Records that the leader has and it has not; null while unknown.</param>
/// <param name="LagMs">How long ago it had all that the leader had, in milliseconds; null while unknown.</param>
public readonly record struct ReplicaView(int Node, ReplicaRole Role, bool InSync, long? Lag, long? LagMs);
