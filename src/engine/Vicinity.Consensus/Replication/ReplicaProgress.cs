using Vicinity.Model;

namespace Vicinity.Consensus;

/// <summary>What a leader knows of another replica.</summary>
/// <param name="Replica">Node and uuid.</param>
/// <param name="IsVoter">Voter, or observer.</param>
/// <param name="Acknowledged">Largest position that it has on disk in this epoch; null before its first Fetch.</param>
/// <param name="LastFetchMs">Monotonic time of its last Fetch, or -1.</param>
/// <param name="LastCaughtUpMs">When it last had everything that the leader's log held at its Fetch before, or -1.</param>
public readonly record struct ReplicaProgress(Voter Replica, bool IsVoter, LogPosition? Acknowledged, long LastFetchMs, long LastCaughtUpMs);
