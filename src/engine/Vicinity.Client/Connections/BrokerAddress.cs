using System.Diagnostics.CodeAnalysis;
using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
public readonly record struct BrokerAddress(string Host, int Port)
{
    /// <summary>Reads <c>host:port,host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="ArgumentException">An entry has no host or no port from 1 to 65535; the message names it.</exception>
    public static IReadOnlyList<BrokerAddress> ParseList(string? servers) =>
        TryParseList(servers, out IReadOnlyList<BrokerAddress>? addresses, out string? fault) ? addresses : throw new ArgumentException($"The list of bootstrap servers cannot be read: {fault}.");

    /// <summary>Reads <c>host:port,host:port</c>; an IPv6 address stands in brackets.</summary>
    /// <param name="servers">What was written.</param>
    /// <param name="addresses">The addresses, one at least, when it is such a list.</param>
    /// <param name="fault">What is wrong with it otherwise: value, bound, reason.</param>
    public static bool TryParseList(string? servers, [NotNullWhen(true)] out IReadOnlyList<BrokerAddress>? addresses, [NotNullWhen(false)] out string? fault)
    {
        var found = new List<BrokerAddress>();
        addresses = null;
        foreach (string entry in (servers ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!HostPort.TryParse(entry, out HostPort address, out fault)) return false;
            if (address.Port == 0)
            {
                fault = $"port 0 of '{entry}' is not from 1 to 65535: nothing can be connected to there";
                return false;
            }

            found.Add(new BrokerAddress(address.Host, address.Port));
        }

        fault = found.Count > 0 ? null : "no server is named; at least one HOST:PORT is needed";
        if (fault is null) addresses = found;
        return addresses is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => new HostPort(Host, Port).ToString();
}
