using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Vicinity.Contacts;

/// <summary>The network behind one interface of this machine, on which devices hear each other. Only its own broadcast address is used, never 255.255.255.255.</summary>
public sealed class BroadcastNetwork
{
    private readonly uint _mask, _network;

    private BroadcastNetwork(IPAddress address, uint local, uint mask)
    {
        (Address, _mask, _network) = (address, mask, local & mask);
        Broadcast = ToAddress(local | ~mask);
    }

    /// <summary>The interface's own address.</summary>
    public IPAddress Address { get; }

    /// <summary>The address of all on the network: that of the interface with all bits set that its mask leaves open.</summary>
    public IPAddress Broadcast { get; }

    /// <summary>The network of an address and a mask, such as 192.168.1.7 and 255.255.255.0, whose broadcast address is 192.168.1.255.</summary>
    /// <exception cref="ArgumentException">It is no IPv4 address, or there is no broadcast address: the mask leaves fewer than two bits open, or all.</exception>
    public static BroadcastNetwork Of(IPAddress address, IPAddress mask)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork || mask.AddressFamily != AddressFamily.InterNetwork)
            throw new ArgumentException($"'{address}' is not an IPv4 address, and only these have broadcasts");
        uint bits = ToBits(mask), open = ~bits;
        if (open < 3 || open == uint.MaxValue || (open & (open + 1)) != 0)
            throw new ArgumentException($"the interface {address} with mask {mask} has no broadcast address: it needs a network of 4 addresses or more");
        return new BroadcastNetwork(address, ToBits(address), bits);
    }

    /// <summary>The network of the interface that has an address.</summary>
    /// <exception cref="ArgumentException">No interface of this machine has it, or there is no broadcast on it.</exception>
    public static BroadcastNetwork OfInterface(IPAddress address)
    {
        UnicastIPAddressInformation[] all =
        [
            .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Where(a => a.Address.AddressFamily == AddressFamily.InterNetwork),
        ];
        return all.FirstOrDefault(a => a.Address.Equals(address)) is { } found
            ? Of(address, found.IPv4Mask)
            : throw new ArgumentException($"no interface of this machine has the address {address}; there are {string.Join(", ", all.Select(a => a.Address))}");
    }

    /// <summary>Whether an address, its four bytes in the order of the network, is one of this network.</summary>
    public bool Has(uint address) => (address & _mask) == _network;

    private static uint ToBits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress ToAddress(uint bits)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, bits);
        return new IPAddress(bytes);
    }
}
