using System.Net;

namespace Vicinity.Broker;

/// <summary>Where nodes look for each other by UDP broadcast. Immutable.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>UDP port that all nodes of a cluster use, for the first time or not.</summary>
    public const int DefaultPort = 4711;

    /// <summary>
    /// Broadcast address of the network to use, or this machine's address in it; <see cref="IPAddress.Any"/>: all networks; null: those in which the
    /// node listens, which is the machine itself alone by default.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>UDP port.</summary>
    public int Port { get; init; } = DefaultPort;
}
