namespace Vicinity.Weather.Grpc;

/// <summary>Settings of a compute server's port. Checked by <see cref="Problems"/>.</summary>
public sealed record GrpcServerOptions
{
    /// <summary>Where it listens.</summary>
    public GrpcListenOptions Listen { get; init; } = new();

    /// <summary>How it calls balancers.</summary>
    public GrpcDialOptions Dial { get; init; } = new();

    /// <summary>Balancers at which it registers, all of them; none for a server that is called directly.</summary>
    public IReadOnlyList<string> Balancers { get; init; } = [];

    /// <summary>Where balancers reach it; null for where it listens.</summary>
    public string? Advertised { get; init; }

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Calls that it works on at once; more are told to wait.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount * 16;

    /// <summary>Most readings of a batch.</summary>
    public int MostReadingsOfBatch { get; init; } = 10_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [.. Listen.Problems(), .. Dial.Problems()];
        if (Balancers.Count > 0) OptionBounds.Addresses(found, nameof(Balancers), Balancers, 16);
        OptionBounds.Advertised(found, Advertised, Listen);
        if (Name.Length > 64) found.Add($"{nameof(Name)} has {Name.Length} characters and may have 64: it is shown to people");
        OptionBounds.Between(found, nameof(Concurrency), Concurrency, 1, 100_000, "each call is held in memory");
        OptionBounds.Between(found, nameof(MostReadingsOfBatch), MostReadingsOfBatch, 1, 100_000, "a batch is worked on as a whole");
        return found;
    }
}
