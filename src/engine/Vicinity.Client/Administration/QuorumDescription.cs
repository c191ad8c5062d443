namespace Vicinity.Client;

/// <summary>The quorum of a partition as its leader sees it.</summary>
/// <param name="LeaderId">Node that leads.</param>
/// <param name="LeaderEpoch">Epoch of its term.</param>
/// <param name="HighWatermark">Offset below which all is acknowledged, -1 while it is not known.</param>
/// <param name="Voters">The replicas whose copies count, the leader among them.</param>
/// <param name="Observers">Replicas that follow without a vote.</param>
public sealed record QuorumDescription(
    int LeaderId, int LeaderEpoch, long HighWatermark, IReadOnlyList<ReplicaDescription> Voters, IReadOnlyList<ReplicaDescription> Observers);
