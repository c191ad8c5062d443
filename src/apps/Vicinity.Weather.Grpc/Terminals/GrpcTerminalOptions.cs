namespace Vicinity.Weather.Grpc;

/// <summary>Settings of what brings windows to a terminal. Checked by <see cref="Problems"/>.</summary>
public sealed record GrpcTerminalOptions
{
    /// <summary>Name of the terminal, different from others'.</summary>
    public string Name { get; init; } = "";

    /// <summary>Proxies; it is with one of them, and goes to the next when that does not answer.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>How it calls proxies.</summary>
    public GrpcDialOptions Dial { get; init; } = new();

    /// <summary>Whether windows come by a stream from the proxy; else the proxy calls the terminal, which listens.</summary>
    public bool Streams { get; init; }

    /// <summary>Where it listens for the proxy's calls.</summary>
    public GrpcListenOptions Listen { get; init; } = new() { MostMessageBytes = 4 << 20 };

    /// <summary>Where the proxy reaches it; null for where it listens.</summary>
    public string? Advertised { get; init; }

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [.. Listen.Problems(), .. Dial.Problems()];
        OptionBounds.Addresses(found, nameof(Proxies), Proxies, 16);
        if (Name.Length is 0 or > 64) found.Add($"{nameof(Name)} has {Name.Length} characters, not 1 to 64: one registration holds for each");
        if (!Streams) OptionBounds.Advertised(found, Advertised, Listen);
        return found;
    }
}
