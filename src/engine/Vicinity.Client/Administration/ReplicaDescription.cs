namespace Vicinity.Client;

/// <summary>A replica of a partition as its leader sees it.</summary>
/// <param name="NodeId">The node that holds it.</param>
/// <param name="LogEnd">Offset where its log ends, -1 for unknown.</param>
/// <param name="LastFetch">When it last asked for entries, by the leader's clock; null for unknown.</param>
/// <param name="LastCaughtUp">When it last had all that the leader had, by the leader's clock; null for unknown.</param>
public sealed record ReplicaDescription(int NodeId, long LogEnd, DateTimeOffset? LastFetch, DateTimeOffset? LastCaughtUp);
