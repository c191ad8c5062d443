namespace Vicinity.Weather.Grpc;

/// <summary>Settings of a balancer. Checked by <see cref="Problems"/>.</summary>
public sealed record BalancerOptions
{
    /// <summary>Where it listens.</summary>
    public GrpcListenOptions Listen { get; init; } = new();

    /// <summary>How it calls servers.</summary>
    public GrpcDialOptions Dial { get; init; } = new();

    /// <summary>How it chooses the server of a call.</summary>
    public BalancingPolicy Policy { get; init; } = BalancingPolicy.RoundRobin;

    /// <summary>Most calls, unary ones and batches, in hand at once; more are told to wait.</summary>
    public int MostOutstanding { get; init; } = 10_000;

    /// <summary>Most servers.</summary>
    public int MostServers { get; init; } = 1_000;

    /// <summary>Most sensors that send within a minute.</summary>
    public int MostSensors { get; init; } = 100_000;

    /// <summary>Most readings a second of one sensor, over two seconds; more are told to wait.</summary>
    public int MostReadingsOfSensor { get; init; } = 10_000;

    /// <summary>Most streams of batches.</summary>
    public int MostStreams { get; init; } = 20_000;

    /// <summary>Most batches of a stream in hand at once; further ones wait in the connection.</summary>
    public int MostBatchesOfStream { get; init; } = 8;

    /// <summary>Most readings of a batch.</summary>
    public int MostReadingsOfBatch { get; init; } = 10_000;

    /// <summary>Milliseconds after which a server that has not answered counts as slow, and the call goes to another one.</summary>
    public int AttemptMs { get; init; } = 5_000;

    /// <summary>Milliseconds for which a call may be in hand, when the caller has no earlier deadline.</summary>
    public int DeadlineMs { get; init; } = 30_000;

    /// <summary>Most servers that a call goes to.</summary>
    public int MostAttempts { get; init; } = 4;

    /// <summary>Milliseconds between two heartbeats of a server; after three without one it is forgotten.</summary>
    public int HeartbeatMs { get; init; } = 1_000;

    /// <summary>Milliseconds for which a server that was slow or broke off is asked last.</summary>
    public int AvoidMs { get; init; } = 5_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [.. Listen.Problems(), .. Dial.Problems()];
        OptionBounds.Between(found, nameof(MostOutstanding), MostOutstanding, 1, 1_000_000, "each is held in memory");
        OptionBounds.Between(found, nameof(MostServers), MostServers, 1, 100_000, "each has a connection");
        OptionBounds.Between(found, nameof(MostSensors), MostSensors, 1, 10_000_000, "each takes memory");
        OptionBounds.Between(found, nameof(MostReadingsOfSensor), MostReadingsOfSensor, 1, 100_000_000, "one sensor must not take the room of all");
        OptionBounds.Between(found, nameof(MostStreams), MostStreams, 1, 1_000_000, "each takes memory");
        OptionBounds.Between(found, nameof(MostBatchesOfStream), MostBatchesOfStream, 1, 1_000, "each is held in memory");
        OptionBounds.Between(found, nameof(MostReadingsOfBatch), MostReadingsOfBatch, 1, 100_000, "a batch is worked on as a whole");
        OptionBounds.Between(found, nameof(AttemptMs), AttemptMs, 10, 600_000, "a server may take that long");
        OptionBounds.Between(found, nameof(DeadlineMs), DeadlineMs, 10, 600_000, "a call is held that long");
        OptionBounds.Between(found, nameof(MostAttempts), MostAttempts, 1, 100, "each is a call");
        OptionBounds.Between(found, nameof(HeartbeatMs), HeartbeatMs, 50, 60_000, "a server is forgotten after three of them");
        OptionBounds.Between(found, nameof(AvoidMs), AvoidMs, 0, 600_000, "a server is asked last that long");
        return found;
    }
}
