using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>A network of this machine in which broadcasts reach other nodes.</summary>
/// <param name="Address">This machine's address in it.</param>
/// <param name="Mask">Its mask.</param>
internal sealed record BroadcastNetwork(IPAddress Address, IPAddress Mask)
{
    /// <summary>The machine itself: every process on it that listens for broadcasts hears them.</summary>
    public static BroadcastNetwork Loopback { get; } = new(IPAddress.Loopback, IPAddress.Parse("255.0.0.0"));

    /// <summary>The address that reaches all.</summary>
    public IPAddress Broadcast { get; } = Combine(Address, Mask, (address, mask) => (byte)(address | ~mask));

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && Combine(address, Mask, (a, m) => (byte)(a & m)).Equals(Combine(Address, Mask, (a, m) => (byte)(a & m)));

    /// <summary>The networks to use.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="listen">Where the node listens: by default it is looked for there, and nowhere else.</param>
    /// <exception cref="BrokerException">There is no such network.</exception>
    public static IReadOnlyList<BroadcastNetwork> Of(DiscoveryOptions options, IPAddress listen) => Of(options, listen, OfThisMachine());

    /// <summary>The same with given networks, loopback not among them.</summary>
    internal static IReadOnlyList<BroadcastNetwork> Of(DiscoveryOptions options, IPAddress listen, IReadOnlyList<BroadcastNetwork> present)
    {
        IPAddress wanted = options.Address ?? (listen.IsIPv4MappedToIPv6 ? listen.MapToIPv4() : listen);
        if (wanted.Equals(IPAddress.Broadcast)) throw new BrokerException("discovery does not use 255.255.255.255, which leaves by whatever network the system likes: name a network's own broadcast address, or none");
        if (wanted.Equals(IPAddress.Any) || wanted.Equals(IPAddress.IPv6Any)) return [Loopback, .. present];
        if (IPAddress.IsLoopback(wanted) || wanted.Equals(Loopback.Broadcast)) return [Loopback];
        if (present.FirstOrDefault(n => n.Address.Equals(wanted) || n.Broadcast.Equals(wanted)) is { } network) return [network];
        if (options.Address is null && wanted.AddressFamily == AddressFamily.InterNetworkV6) return [];
        string known = string.Join(", ", present.Prepend(Loopback).Select(n => n.Broadcast));
        throw new BrokerException($"no network of this machine has {wanted} as its broadcast address or this machine's address (there are {known}): choose one with --discovery ADDRESS:PORT, or use --join HOST:PORT with --discovery off");
    }

    private static List<BroadcastNetwork> OfThisMachine()
    {
        var found = new List<BroadcastNetwork>();
        foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (card.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown) || card.NetworkInterfaceType is NetworkInterfaceType.Loopback or NetworkInterfaceType.Ppp) continue;
            foreach (UnicastIPAddressInformation address in card.GetIPProperties().UnicastAddresses)
            {
                // A network of one or two addresses has no broadcast address.
                if (address.Address.AddressFamily == AddressFamily.InterNetwork && address.PrefixLength is > 0 and < 31) found.Add(new BroadcastNetwork(address.Address, address.IPv4Mask));
            }
        }

        return found;
    }

    private static IPAddress Combine(IPAddress address, IPAddress mask, Func<byte, byte, byte> how) =>
        new([.. address.GetAddressBytes().Zip(mask.GetAddressBytes(), how)]);
}
