namespace Vicinity.Broker;

/// <summary>Limits and times of consumer groups; all times in milliseconds.</summary>
internal sealed record GroupSettings
{
    /// <summary>Shortest session that a member may ask for (<c>group.min.session.timeout.ms</c>).</summary>
    public int MinSessionTimeoutMs { get; init; } = 6_000;

    /// <summary>Longest session that a member may ask for (<c>group.max.session.timeout.ms</c>).</summary>
    public int MaxSessionTimeoutMs { get; init; } = 1_800_000;

    /// <summary>How long the first rebalance of an empty group waits for further members (<c>group.initial.rebalance.delay.ms</c>).</summary>
    public int InitialRebalanceDelayMs { get; init; } = 3_000;

    /// <summary>How long a brand-new member whose JoinGroup waits is taken to be alive: it cannot send heartbeats yet.</summary>
    public int NewMemberTimeoutMs { get; init; } = 300_000;

    /// <summary>How long offsets of an empty group are kept (<c>offsets.retention.minutes</c>).</summary>
    public long OffsetsRetentionMs { get; init; } = 7L * 24 * 3600 * 1000;

    /// <summary>How often an empty group looks for offsets that are too old (<c>offsets.retention.check.interval.ms</c>).</summary>
    public int ExpiryCheckIntervalMs { get; init; } = 600_000;

    /// <summary>Members of one group, those included that have an id and have not joined yet (<c>group.max.size</c>).</summary>
    public int MaxMembers { get; init; } = 2_000;

    /// <summary>Groups of this coordinator: each holds memory.</summary>
    public int MaxGroups { get; init; } = 100_000;

    /// <summary>Bytes of UTF-8 of a group id or static member name.</summary>
    public int MaxNameBytes { get; init; } = 4_096;

    /// <summary>Bytes that one member's protocols may take in all: the coordinator keeps them in memory and in its log.</summary>
    public int MaxMemberBytes { get; init; } = 256 * 1024;

    /// <summary>Assignors that a member may name.</summary>
    public int MaxMemberProtocols { get; init; } = 64;

    /// <summary>Bytes that the members of one group may take together, their assignments included: they are stored in one record.</summary>
    public long MaxGroupBytes { get; init; } = 8L * 1024 * 1024;

    /// <summary>Bytes that all groups of this coordinator, their members and offsets, may take together.</summary>
    public long MaxTotalBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Characters of the text stored with an offset (<c>offset.metadata.max.bytes</c>).</summary>
    public int MaxOffsetMetadata { get; init; } = 4_096;
}
