using System.Net;

namespace Vicinity.Weather.Grpc;

/// <summary>Where a component listens for calls. HTTP/2 alone: without TLS a port cannot serve HTTP/1.1 beside it.</summary>
public sealed record GrpcListenOptions
{
    /// <summary>Address and port: <c>127.0.0.1:5000</c>, <c>[::1]:5000</c>; port 0 for a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>File of the certificate (PEM, with what it is signed by); null for no TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>File of the certificate's key (PEM); null when it is in the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Most connections.</summary>
    public int MostConnections { get; init; } = 20_000;

    /// <summary>Most calls under way on one connection.</summary>
    public int MostCallsOfConnection { get; init; } = 1_000;

    /// <summary>Most bytes of a message that comes in.</summary>
    public int MostMessageBytes { get; init; } = 1 << 20;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        if (!IPEndPoint.TryParse(Listen, out _) || !Listen.Contains(':', StringComparison.Ordinal)) found.Add($"Listen is '{Listen}', which is no address with a port, such as 127.0.0.1:5000");
        if (CertificateFile is not null && !File.Exists(CertificateFile)) found.Add($"CertificateFile is '{CertificateFile}', which is no file");
        if (KeyFile is not null && !File.Exists(KeyFile)) found.Add($"KeyFile is '{KeyFile}', which is no file");
        if (KeyFile is not null && CertificateFile is null) found.Add("KeyFile is given without CertificateFile: a key alone makes no TLS");
        OptionBounds.Between(found, nameof(MostConnections), MostConnections, 1, 1_000_000, "each takes memory");
        OptionBounds.Between(found, nameof(MostCallsOfConnection), MostCallsOfConnection, 1, 100_000, "each takes memory");
        OptionBounds.Between(found, nameof(MostMessageBytes), MostMessageBytes, 1_024, 64 << 20, "a message is held in memory as a whole");
        return found;
    }
}
