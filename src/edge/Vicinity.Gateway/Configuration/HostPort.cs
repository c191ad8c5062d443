using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Vicinity.Gateway;

/// <summary>An address to listen on, written HOST:PORT: an IP address, "localhost" or "*" (every address), and a port from 0 (any free one) to 65535.</summary>
public sealed record HostPort(IPAddress Address, int Port)
{
    /// <summary>Whether only programs of this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>The address as sockets take it.</summary>
    public IPEndPoint EndPoint => new(Address, Port);

    /// <summary>Reads HOST:PORT.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The address, when the text is one.</param>
    /// <param name="fault">What is wrong with the text otherwise: value, bound, reason.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostPort? value, [NotNullWhen(false)] out string? fault)
    {
        value = null;
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            fault = $"'{text}' is no address to listen on: write HOST:PORT, for example 127.0.0.1:3300, or *:3300 for every address of this machine";
            return false;
        }

        string host = text[..colon], port = text[(colon + 1)..];
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > IPEndPoint.MaxPort)
        {
            fault = $"port '{port}' of '{text}' is not between 0 (any free one) and {IPEndPoint.MaxPort}";
            return false;
        }

        IPAddress? address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "+" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? parsed) ? parsed : null,
        };
        if (address is null)
        {
            fault = $"host '{host}' of '{text}' is not an IP address of this machine, 'localhost' or '*': listening needs one of these, since a name could mean several";
            return false;
        }

        if (address.Equals(IPAddress.IPv6Any) && !System.Net.Sockets.Socket.OSSupportsIPv6) address = IPAddress.Any;
        value = new HostPort(address, number);
        fault = null;
        return true;
    }

    public override string ToString() => EndPoint.ToString();
}
