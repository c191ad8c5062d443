namespace Vicinity.Client;

/// <summary>Settings of a <see cref="Consumer"/>.</summary>
public sealed record ConsumerOptions : ClientOptions
{
    /// <summary>Group whose members share the partitions and whose offsets are committed; null reads alone and commits nothing.</summary>
    public string? GroupId { get; init; }

    /// <summary>Name under which a member comes back after a restart to the partitions that it had (static membership, KIP-345).</summary>
    public string? GroupInstanceId { get; init; }

    /// <summary>Where to begin without an offset.</summary>
    public OffsetReset AutoOffsetReset { get; init; } = OffsetReset.Latest;

    /// <summary>Whether processed positions are committed from time to time, before partitions are given up, and at the end. Needs a group.</summary>
    public bool EnableAutoCommit { get; init; } = true;

    /// <summary>Time between automatic commits.</summary>
    public TimeSpan AutoCommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which the coordinator takes a member for dead.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Time between heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest time between two polls: a member that takes longer leaves the group. Also how long a rebalance waits for members.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that a broker waits for, up to <see cref="MaxWait"/>.</summary>
    public int FetchMinBytes { get; init; } = 1;

    /// <summary>Most bytes of one answer.</summary>
    public int FetchMaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most bytes of one partition in one answer; a larger batch comes whole.</summary>
    public int PartitionFetchBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a broker waits for data before it answers with none.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes that are fetched ahead of the application, over all partitions.</summary>
    public long PrefetchBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Whether the checksum of each batch is checked.</summary>
    public bool CheckCrc { get; init; } = true;

    /// <summary>How often a subscription looks for new topics and partitions.</summary>
    public TimeSpan TopicRefreshInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after a failed fetch of a partition.</summary>
    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Ways to share partitions that this member knows, the preferred first. All members of a group must know one in common.</summary>
    public IReadOnlyList<PartitionAssignor> Assignors { get; init; } = [PartitionAssignor.RoundRobin, PartitionAssignor.Range];

    internal bool CommitsByItself => EnableAutoCommit && GroupId is not null;

    internal override void Validate()
    {
        base.Validate();
        if (GroupId is { Length: 0 }) throw new ArgumentException($"{nameof(GroupId)} is empty; leave it out to read without a group.");
        OptionCheck.Positive(AutoCommitInterval, nameof(AutoCommitInterval));
        OptionCheck.Positive(HeartbeatInterval, nameof(HeartbeatInterval));
        OptionCheck.AtLeast(SessionTimeout, HeartbeatInterval * 2, nameof(SessionTimeout), $"twice {nameof(HeartbeatInterval)}");
        OptionCheck.Positive(MaxPollInterval, nameof(MaxPollInterval));
        OptionCheck.Positive(TopicRefreshInterval, nameof(TopicRefreshInterval));
        OptionCheck.Positive(RetryBackoff, nameof(RetryBackoff));
        OptionCheck.Between(FetchMinBytes, 0, FetchMaxBytes, nameof(FetchMinBytes), $"an answer has at most {nameof(FetchMaxBytes)}");
        OptionCheck.Between(FetchMaxBytes, 1, 256 * 1024 * 1024, nameof(FetchMaxBytes), "an answer is kept in memory");
        OptionCheck.Between(PartitionFetchBytes, 1, FetchMaxBytes, nameof(PartitionFetchBytes), $"an answer has at most {nameof(FetchMaxBytes)}");
        OptionCheck.Between(PrefetchBytes, 1, long.MaxValue, nameof(PrefetchBytes), "something must be fetched before it can be read");
        OptionCheck.Between((long)MaxWait.TotalMilliseconds, 0, (long)RequestTimeout.TotalMilliseconds, $"{nameof(MaxWait)} (ms)", $"it must not be above {nameof(RequestTimeout)}");
        if (Assignors.Count == 0) throw new ArgumentException($"{nameof(Assignors)} is empty; at least one is needed.");
    }
}
