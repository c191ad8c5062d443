namespace Vicinity.Weather.Grpc;

/// <summary>How a component calls another.</summary>
public sealed record GrpcDialOptions
{
    /// <summary>File of the certificates (PEM) by which others' certificates have to be signed; null for those that the system trusts.</summary>
    public string? TrustFile { get; init; }

    /// <summary>Whether an address without a scheme is meant with TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Most bytes of a message that comes in.</summary>
    public int MostMessageBytes { get; init; } = 4 << 20;

    /// <summary>Milliseconds that making a connection may take.</summary>
    public int ConnectMs { get; init; } = 2_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        if (TrustFile is not null && !File.Exists(TrustFile)) found.Add($"TrustFile is '{TrustFile}', which is no file");
        OptionBounds.Between(found, nameof(MostMessageBytes), MostMessageBytes, 1_024, 64 << 20, "a message is held in memory as a whole");
        OptionBounds.Between(found, nameof(ConnectMs), ConnectMs, 10, 60_000, "the next address is tried after that");
        return found;
    }
}
