namespace Vicinity.Membership;

/// <summary>How much is taken of what arrives by UDP. Immutable.</summary>
public sealed record DatagramLimits
{
    /// <summary>Length of a question, and of any datagram the most: fits one Ethernet frame.</summary>
    public const int MaxBytes = DatagramCodec.MaxBytes;

    /// <summary>How far the time in a signed datagram may be from the time here, in milliseconds.</summary>
    public int MaxSkewMs { get; init; } = 30_000;

    /// <summary>Nonces of signed datagrams that are remembered.</summary>
    public int RememberedNonces { get; init; } = 32_768;

    /// <summary>Datagrams a second from one address; twice as many at once.</summary>
    public int PerSourcePerSecond { get; init; } = 1000;

    /// <summary>Datagrams a second from all addresses; twice as many at once.</summary>
    public int PerSecond { get; init; } = 4000;

    /// <summary>Addresses that are counted separately; those above share one allowance.</summary>
    public int Sources { get; init; } = 256;
}
