namespace Vicinity.Weather.Grpc;

/// <summary>Settings of what sends a sensor's readings. Checked by <see cref="Problems"/>.</summary>
public sealed record GrpcSensorOptions
{
    /// <summary>Balancers; the next one is used when one does not answer.</summary>
    public IReadOnlyList<string> Balancers { get; init; } = [];

    /// <summary>How it calls balancers.</summary>
    public GrpcDialOptions Dial { get; init; } = new();

    /// <summary>Whether readings go in batches over one stream, which is faster; else each reading is a call.</summary>
    public bool Streams { get; init; }

    /// <summary>Readings of a batch.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Calls or batches under way at once.</summary>
    public int InFlight { get; init; } = 32;

    /// <summary>Milliseconds within which a reading has to be stored; it includes the time that servers think.</summary>
    public int DeadlineMs { get; init; } = 15_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [.. Dial.Problems()];
        OptionBounds.Addresses(found, nameof(Balancers), Balancers, 16);
        OptionBounds.Between(found, nameof(Batch), Batch, 1, 10_000, "a batch is worked on as a whole, and balancers take no larger one");
        OptionBounds.Between(found, nameof(InFlight), InFlight, 1, 1_000, "each is held in memory");
        OptionBounds.Between(found, nameof(DeadlineMs), DeadlineMs, 10, 600_000, "after that it is not known whether the reading is stored");
        return found;
    }
}
