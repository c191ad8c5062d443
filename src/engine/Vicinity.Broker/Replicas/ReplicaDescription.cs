using Vicinity.Model;

namespace Vicinity.Broker;

/// <summary>What a replica knows of its partition's quorum; a leader knows all of it.</summary>
/// <param name="LeaderId">Node that leads, or -1.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="HighWatermark">Offset below which everything is acknowledged.</param>
/// <param name="Voters">The set in force. Only a leader knows how far the others are.</param>
/// <param name="Observers">Replicas that follow without a vote; known to a leader.</param>
/// <param name="InSync">Nodes of the voters that are caught up; known to a leader.</param>
internal sealed record ReplicaDescription(
    int LeaderId, int Epoch, long HighWatermark, IReadOnlyList<ReplicaState> Voters, IReadOnlyList<ReplicaState> Observers, IReadOnlyList<int> InSync);

/// <summary>One replica as its leader sees it.</summary>
/// <param name="Replica">Node and uuid.</param>
/// <param name="EndOffset">End of what it has on disk, or -1 when that is not known.</param>
/// <param name="LastFetchMs">Wall time of its last Fetch, or -1.</param>
/// <param name="LastCaughtUpMs">Wall time at which it last had everything, or -1.</param>
internal readonly record struct ReplicaState(Voter Replica, long EndOffset, long LastFetchMs, long LastCaughtUpMs);
