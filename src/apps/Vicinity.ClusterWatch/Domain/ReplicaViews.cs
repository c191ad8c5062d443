using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>The replicas of a partition from what all nodes say of it, and what its leader knows.</summary>
internal static class ReplicaViews
{
    // Below this a follower is as near as the question is exact; above, steps keep a number that only jitters from being news.
    private const long LagStepMs = 100;
    private static readonly TimeSpan s_stillFollows = TimeSpan.FromSeconds(3);

    public static ReplicaView[] Of(PartitionState p, bool isLed, Func<int, bool> isGone)
    {
        QuorumDescription? quorum = p.Quorum is { } q && q.LeaderEpoch == p.Epoch && isLed ? q : null;
        Dictionary<int, ReplicaDescription> voters = ByNode(quorum?.Voters);
        Dictionary<int, ReplicaDescription> observers = ByNode(quorum?.Observers);
        ReplicaDescription? leader = quorum is null ? null : voters.GetValueOrDefault(quorum.LeaderId);
        IEnumerable<int> following = observers.Values.Where(o => !isGone(o.NodeId) && IsFollowing(o, leader)).Select(o => o.NodeId);
        IEnumerable<int> nodes = p.Replicas.Concat(voters.Keys).Concat(following).Distinct();
        return [.. nodes.Select(node => Of(node, p, isLed, isGone, leader, voters.GetValueOrDefault(node), observers.GetValueOrDefault(node)))];
    }

    private static ReplicaView Of(int node, PartitionState p, bool isLed, Func<int, bool> isGone, ReplicaDescription? leader, ReplicaDescription? voter, ReplicaDescription? observer)
    {
        ReplicaDescription? told = voter ?? observer;
        bool isLeader = isLed && node == p.Leader;
        ReplicaRole role = isLeader ? ReplicaRole.Leader : voter is null && observer is not null ? ReplicaRole.Observer : ReplicaRole.Follower;
        bool inSync = isLeader || (p.InSync.Contains(node) && !isGone(node));
        long? lag = isLeader ? 0 : leader is { LogEnd: >= 0 } l && told is { LogEnd: >= 0 } t ? Math.Max(0, l.LogEnd - t.LogEnd) : null;
        long? lagMs = isLeader ? 0 : leader?.LastCaughtUp is { } now && told?.LastCaughtUp is { } then ? Math.Max(0, (long)(now - then).TotalMilliseconds) / LagStepMs * LagStepMs : null;
        return new ReplicaView(node, role, inSync, lag, lagMs);
    }

    /// <summary>Whether an observer still asks for entries: a leader remembers for a while those that were taken off.</summary>
    private static bool IsFollowing(ReplicaDescription observer, ReplicaDescription? leader) =>
        (leader?.LastCaughtUp ?? leader?.LastFetch) is not { } now || observer.LastFetch is not { } last || now - last < s_stillFollows;

    private static Dictionary<int, ReplicaDescription> ByNode(IReadOnlyList<ReplicaDescription>? replicas)
    {
        var found = new Dictionary<int, ReplicaDescription>();
        foreach (ReplicaDescription replica in replicas ?? []) found[replica.NodeId] = replica;
        return found;
    }
}
