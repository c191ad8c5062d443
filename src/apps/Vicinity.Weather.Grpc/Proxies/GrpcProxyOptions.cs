namespace Vicinity.Weather.Grpc;

/// <summary>Settings of a proxy's side towards terminals. Checked by <see cref="Problems"/>.</summary>
public sealed record GrpcProxyOptions
{
    /// <summary>Where it listens.</summary>
    public GrpcListenOptions Listen { get; init; } = new();

    /// <summary>How it calls terminals.</summary>
    public GrpcDialOptions Dial { get; init; } = new();

    /// <summary>Most terminals, those that are called and those that follow by a stream.</summary>
    public int MostTerminals { get; init; } = 1_000;

    /// <summary>Windows that are held in memory for terminals that keep up; those that are behind get theirs from the log of windows.</summary>
    public int HeldWindows { get; init; } = 20_000;

    /// <summary>Most windows of a message.</summary>
    public int MostWindowsOfMessage { get; init; } = 1_000;

    /// <summary>Milliseconds within which a terminal has to keep what it is sent.</summary>
    public int DeadlineMs { get; init; } = 5_000;

    /// <summary>Milliseconds between two heartbeats of a terminal; after three without one it is forgotten.</summary>
    public int HeartbeatMs { get; init; } = 1_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [.. Listen.Problems(), .. Dial.Problems()];
        OptionBounds.Between(found, nameof(MostTerminals), MostTerminals, 1, 100_000, "each has a connection");
        OptionBounds.Between(found, nameof(HeldWindows), HeldWindows, 1, 10_000_000, "each takes memory");
        OptionBounds.Between(found, nameof(MostWindowsOfMessage), MostWindowsOfMessage, 1, 10_000, "a message has to stay below the limit of its receiver");
        OptionBounds.Between(found, nameof(DeadlineMs), DeadlineMs, 10, 600_000, "a terminal may take that long");
        OptionBounds.Between(found, nameof(HeartbeatMs), HeartbeatMs, 50, 60_000, "a terminal is forgotten after three of them");
        return found;
    }
}
