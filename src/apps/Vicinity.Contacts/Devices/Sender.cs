using System.Net;

namespace Vicinity.Contacts;

/// <summary>Whom a datagram comes from: an IPv4 address, as its four bytes in the order of the network, and a port.</summary>
public readonly record struct Sender(uint Address, int Port)
{
    /// <summary>The sender as an end point.</summary>
    public static Sender Of(IPEndPoint endPoint)
    {
        Span<byte> bytes = stackalloc byte[4];
        endPoint.Address.MapToIPv4().TryWriteBytes(bytes, out _);
        return new Sender(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), endPoint.Port);
    }
}
