namespace Vicinity.Membership;

/// <summary>Where a node of a cluster listens for the Kafka protocol.</summary>
/// <param name="NodeId">Its id, not negative.</param>
/// <param name="Host">Host name or address; empty in a node's own datagram: the address that the datagram came from.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
public sealed record MemberAddress(int NodeId, string Host, int Port);
