using System.Net;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>The address by which other nodes reach this one.</summary>
internal static class NodeAddress
{
    /// <summary>The host to tell others: what was set, else the address listened on; empty when that is every address, so that they take the one they see.</summary>
    public static string HostOf(BrokerOptions options) =>
        options.AdvertisedHost ?? (options.Listen.Address.Equals(IPAddress.Any) || options.Listen.Address.Equals(IPAddress.IPv6Any) ? "" : options.Listen.Address.ToString());

    /// <summary>
    /// The same options with a free port where any was asked for: a node that joins tells its address before it listens. An address that cannot be
    /// listened on is found out now, before a cluster counts on it.
    /// </summary>
    /// <exception cref="BrokerException">The address cannot be listened on.</exception>
    public static BrokerOptions WithPort(BrokerOptions options)
    {
        try
        {
            using var probe = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(options.Listen);
            return options with { Listen = (IPEndPoint)probe.LocalEndPoint! };
        }
        catch (SocketException e)
        {
            throw new BrokerException($"cannot listen on {options.Listen}: {e.Message}. Is another node running? Choose another address with --listen HOST:PORT, or port 0 for any free one", e);
        }
    }
}
