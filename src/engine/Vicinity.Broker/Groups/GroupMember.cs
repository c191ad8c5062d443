namespace Vicinity.Broker;

/// <summary>A member of a group: what its requests said about it, and what it waits for.</summary>
internal sealed class GroupMember(string id, string? instanceId)
{
    /// <summary>The id that the coordinator gave it.</summary>
    public string Id { get; } = id;

    /// <summary>Its static name, or null for a dynamic member.</summary>
    public string? InstanceId { get; } = instanceId;

    public string ClientId { get; init; } = "";

    public string ClientHost { get; init; } = "";

    public int SessionTimeoutMs { get; set; }

    public int RebalanceTimeoutMs { get; set; }

    /// <summary>Supported assignors, the preferred one first.</summary>
    public IReadOnlyList<GroupProtocol> Protocols { get; set; } = [];

    /// <summary>What the leader gave it; empty when nothing.</summary>
    public byte[] Assignment { get; set; } = [];

    /// <summary>What it takes in memory without its assignment, and at most in the log, see <see cref="GroupSize"/>.</summary>
    public long Bytes => GroupSize.Member(Id, InstanceId, ClientId, ClientHost, Protocols);

    /// <summary>Its JoinGroup that waits for an answer, or null.</summary>
    public object? ParkedJoin { get; set; }

    /// <summary>Its SyncGroup that waits for an answer, or null.</summary>
    public object? ParkedSync { get; set; }

    /// <summary>Whether it still owes a SyncGroup for the current generation.</summary>
    public bool OwesSync { get; set; }

    /// <summary>Whether no JoinGroup of it has been answered yet, so that it cannot have sent a heartbeat.</summary>
    public bool IsNew { get; set; }

    /// <summary>When the session ends, unless something arrives before.</summary>
    public long SessionEnd { get; private set; }

    /// <summary>A request that waits shows that its sender lives; only a brand-new member is given up even then.</summary>
    public bool CanExpire => IsNew || (ParkedJoin is null && ParkedSync is null);

    /// <summary>Restarts the session timer.</summary>
    public void Touch(long now) => SessionEnd = now + SessionTimeoutMs;

    /// <summary>Gives a brand-new member time until the end of the rebalance that it waits for.</summary>
    public void TouchNew(long now, int timeoutMs) => SessionEnd = now + Math.Max(timeoutMs, SessionTimeoutMs);

    /// <summary>The member's bytes for a protocol; empty when it does not support it.</summary>
    public byte[] MetadataFor(string? protocol) => Protocols.FirstOrDefault(p => p.Name == protocol)?.Metadata ?? [];
}
