using System.Net;
using System.Net.Sockets;
using Vicinity.Broker;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Where to look for other nodes, as people write it.</summary>
internal static class DiscoveryText
{
    private const string Auto = "auto";

    /// <summary>off, auto, auto:PORT or ADDRESS:PORT; null for off.</summary>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static DiscoveryOptions? Parse(string option, string text)
    {
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase)) return null;
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase)) return new DiscoveryOptions();
        if (!HostPort.TryParse(text, out HostPort written, out _) || written.Port == 0)
            throw new UsageException($"{option} '{text}' is not off, auto, auto:PORT or ADDRESS:PORT with a port from 1 to 65535, for example {option} 192.168.1.255:4711");
        (string host, int port) = written;
        if (host.Equals(Auto, StringComparison.OrdinalIgnoreCase)) return new DiscoveryOptions { Port = port };
        if (host == "*") return new DiscoveryOptions { Address = IPAddress.Any, Port = port };
        return IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork
            ? new DiscoveryOptions { Address = address, Port = port }
            : throw new UsageException($"{option}: '{host}' is no IPv4 address. Write the broadcast address of a network, * for all, or auto");
    }

    /// <summary>Addresses, separated by commas.</summary>
    public static IReadOnlyList<string> Seeds(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
