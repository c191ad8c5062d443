using Vicinity.Client;

namespace Vicinity.ClusterWatch;

/// <summary>What is known of one node.</summary>
internal sealed class NodeState(int id)
{
    private DateTimeOffset _sized;

    public int Id => id;

    public BrokerAddress? Address { get; set; }

    /// <summary>How often the cluster has told its nodes, and not this one, which is known by its replicas alone.</summary>
    public int NotNamed { get; set; }

    public NodeStatus Status { get; private set; }

    public DateTimeOffset Since { get; private set; }

    public DateTimeOffset LastAnswer { get; set; }

    /// <summary>Run of the node whose events were read, and where to go on.</summary>
    public Guid RunId { get; set; }

    public long NextEvent { get; set; }

    public long? LogBytes { get; private set; }

    public double? BytesPerSecond { get; private set; }

    public long? DiskFree { get; private set; }

    public long? DiskTotal { get; private set; }

    public void Become(NodeStatus status, DateTimeOffset now)
    {
        if (status == Status) return;
        Status = status;
        Since = now;
        if (status != NodeStatus.Alive) BytesPerSecond = null;
    }

    public void Take(IReadOnlyList<LogDirDescription> folders, DateTimeOffset now)
    {
        long bytes = folders.Sum(f => f.Replicas.Values.Sum());
        if (LogBytes is { } before && _sized != default && now > _sized) BytesPerSecond = Math.Max(0, (bytes - before) / (now - _sized).TotalSeconds);
        (LogBytes, _sized) = (bytes, now);
        DiskTotal = folders.Count > 0 && folders[0].TotalBytes >= 0 ? folders[0].TotalBytes : null;
        DiskFree = folders.Count > 0 && folders[0].UsableBytes >= 0 ? folders[0].UsableBytes : null;
    }
}
