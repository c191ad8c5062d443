namespace Vicinity.Broker;

/// <summary>The identity of this node, and the address by which clients reach it.</summary>
/// <param name="NodeId">Its id in the cluster.</param>
/// <param name="ClusterId">Id of the cluster, made when its first node was founded.</param>
/// <param name="AdvertisedHost">Host that answers name to clients; null: the address that they used.</param>
internal sealed record NodeIdentity(int NodeId, string ClusterId, string? AdvertisedHost)
{
    /// <summary>Host and port for a client: the advertised host, else the address on which it reached us, which works for it.</summary>
    public (string Host, int Port) AddressFor(ConnectionInfo connection) => (AdvertisedHost ?? connection.Local.Address.ToString(), connection.Local.Port);
}
