using System.Net;

namespace Vicinity.Membership;

/// <summary>Bytes to send.</summary>
/// <param name="Bytes">The datagram.</param>
/// <param name="To">The receiver; null: the broadcast address of each network that is used.</param>
public readonly record struct OutgoingDatagram(byte[] Bytes, IPEndPoint? To);
