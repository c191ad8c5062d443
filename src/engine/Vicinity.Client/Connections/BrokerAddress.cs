using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
public readonly record struct BrokerAddress(string Host, int Port)
{
    /// <summary>Reads <c>host:port,host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="ArgumentException">An entry has no host or no port from 1 to 65535; the message names it.</exception>
    public static IReadOnlyList<BrokerAddress> ParseList(string? servers)
    {
        var addresses = new List<BrokerAddress>();
        foreach (string entry in (servers ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!HostPort.TryParse(entry, out HostPort address, out string? fault)) throw new ArgumentException($"The bootstrap server '{entry}' is not HOST:PORT: {fault}.");
            if (address.Port == 0) throw new ArgumentException($"The bootstrap server '{entry}' is not HOST:PORT with a port from 1 to 65535.");
            addresses.Add(new BrokerAddress(address.Host, address.Port));
        }
        return addresses.Count > 0 ? addresses : throw new ArgumentException("No bootstrap server is given; at least one HOST:PORT is needed.");
    }

    /// <inheritdoc/>
    public override string ToString() => new HostPort(Host, Port).ToString();
}
