using System.Net;

namespace Vicinity.Membership;

/// <summary>The clusters whose members were heard, and where these are. Bounded. Not thread-safe.</summary>
internal sealed class HeardClusters
{
    private const int MaxClusters = 8;
    private const int MaxAddresses = 256;

    private readonly SortedDictionary<string, Cluster> _clusters = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Ids => [.. _clusters.Keys];

    /// <summary>When the first of them was heard.</summary>
    public long FirstHeard => _clusters.Values.Min(c => c.FirstHeard);

    public bool IsEmpty => _clusters.Count == 0;

    public void Note(MemberDatagram member, IPAddress source, long now)
    {
        if (!_clusters.TryGetValue(member.ClusterId, out Cluster? cluster))
        {
            if (_clusters.Count == MaxClusters) return;
            _clusters[member.ClusterId] = cluster = new Cluster(now);
        }

        foreach (MemberAddress other in member.Members) cluster.Hearsay.TryAdd(other.NodeId, other);
        // What a node says of itself counts for more than what others say of it.
        cluster.Spoken[member.Self.NodeId] = member.Self.Host.Length > 0 ? member.Self : member.Self with { Host = source.ToString() };
        cluster.Controllers = member.Controllers;
        if (cluster.Spoken.Count > MaxAddresses) cluster.Spoken.Clear();
        if (cluster.Hearsay.Count > MaxAddresses) cluster.Hearsay.Clear();
    }

    /// <summary>Nodes of a cluster: controllers first, then those that spoke themselves, then the rest.</summary>
    public IReadOnlyList<MemberAddress> NodesOf(string clusterId)
    {
        if (!_clusters.TryGetValue(clusterId, out Cluster? cluster)) return [];
        IEnumerable<MemberAddress> all = cluster.Spoken.Values.Concat(cluster.Hearsay.Values.Where(h => !cluster.Spoken.ContainsKey(h.NodeId)));
        return [.. all.OrderBy(n => cluster.Controllers.Contains(n.NodeId) ? 0 : 1)];
    }

    /// <summary>Nodes of a cluster that spoke themselves.</summary>
    public IReadOnlyList<MemberAddress> SpeakersOf(string clusterId) => _clusters.TryGetValue(clusterId, out Cluster? cluster) ? [.. cluster.Spoken.Values] : [];

    public void Clear() => _clusters.Clear();

    private sealed class Cluster(long firstHeard)
    {
        public long FirstHeard { get; } = firstHeard;

        public SortedDictionary<int, MemberAddress> Spoken { get; } = [];

        public SortedDictionary<int, MemberAddress> Hearsay { get; } = [];

        public IReadOnlyList<int> Controllers { get; set; } = [];
    }
}
