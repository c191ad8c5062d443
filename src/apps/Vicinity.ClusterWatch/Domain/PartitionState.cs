using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>What is known of one partition.</summary>
internal sealed class PartitionState
{
    private const int RateSamples = 12;
    private readonly Queue<(DateTimeOffset Time, long HighWatermark)> _samples = new();

    public int Leader { get; private set; } = -1;

    public int Epoch { get; private set; } = -1;

    public DateTimeOffset? ElectedAt { get; private set; }

    public long? HighWatermark { get; private set; }

    /// <summary>The highest position that was seen acknowledged under any leader: what the next one must have.</summary>
    public long Acknowledged { get; private set; } = -1;

    public IReadOnlyList<int> Replicas { get; private set; } = [];

    public IReadOnlyList<int> InSync { get; private set; } = [];

    public QuorumDescription? Quorum { get; private set; }

    public DateTimeOffset RefusesUntil { get; set; }

    public double RecordsPerSecond
    {
        get
        {
            if (_samples.Count < 2) return 0;
            (DateTimeOffset from, long first) = _samples.Peek();
            (DateTimeOffset to, long last) = _samples.Last();
            double seconds = (to - from).TotalSeconds;
            return seconds <= 0 ? 0 : Math.Max(0, (last - first) / seconds);
        }
    }

    /// <summary>Takes what some node says; returns the leader before, when another one was elected since.</summary>
    public (bool Elected, int Before) Take(PartitionDescription told, DateTimeOffset now)
    {
        if (told.LeaderEpoch >= 0 && told.LeaderEpoch < Epoch) return (false, -1);
        if (told.Replicas.Count > 0) Replicas = told.Replicas;
        InSync = told.InSyncReplicas;
        return Lead(told.LeaderId, told.LeaderEpoch, now);
    }

    /// <summary>Takes what the leader says.</summary>
    public (bool Elected, int Before) Take(QuorumDescription told, DateTimeOffset now)
    {
        if (told.LeaderEpoch < Epoch) return (false, -1);
        (bool Elected, int Before) result = Lead(told.LeaderId, told.LeaderEpoch, now);
        Quorum = told;
        if (told.HighWatermark < 0) return result;
        HighWatermark = told.HighWatermark;
        Acknowledged = Math.Max(Acknowledged, told.HighWatermark);
        _samples.Enqueue((now, told.HighWatermark));
        while (_samples.Count > RateSamples) _samples.Dequeue();
        return result;
    }

    /// <summary>Takes an election that the new leader told; nobody has to be asked for it any more.</summary>
    public void Take(int leader, int epoch, DateTimeOffset now)
    {
        if (epoch > Epoch) Lead(leader, epoch, now);
    }

    private (bool Elected, int Before) Lead(int leader, int epoch, DateTimeOffset now)
    {
        int before = Leader;
        bool isNewer = epoch > Epoch || (epoch < 0 && leader != Leader);
        // Another node may not know yet who leads an epoch that it has heard of.
        if (leader < 0 && !isNewer) return (false, -1);
        bool isFirst = Epoch < 0 && Leader < 0;
        Leader = leader;
        Epoch = Math.Max(epoch, Epoch);
        if (!isNewer && before == leader) return (false, -1);
        // The same leader in a new epoch changed its voters, or is told as an election by itself.
        if (isFirst || leader < 0 || leader == before) return (false, -1);
        ElectedAt = now;
        _samples.Clear();
        return (true, before);
    }
}
