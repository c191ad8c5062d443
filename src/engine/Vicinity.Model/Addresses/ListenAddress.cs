using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Vicinity.Model;

/// <summary>
/// An address to listen on, written HOST:PORT: an IP address of this machine, <c>localhost</c> (127.0.0.1) or <c>*</c> (every address, IPv6 and IPv4), and a port from 0
/// (any free one) to 65535.
/// </summary>
/// <param name="Address">The IP address; <see cref="IPAddress.IPv6Any"/> stands for IPv4 too.</param>
/// <param name="Port">The port.</param>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Whether only programs of this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Whether it is every address of a family, so that none of them can be named to a client.</summary>
    public bool IsEverywhere => IsAny(Address);

    /// <summary>The address as sockets take it.</summary>
    /// <param name="hasIPv6">Whether this machine knows IPv6; without it, every address means every IPv4 address.</param>
    public IPEndPoint EndPointOn(bool hasIPv6) => new(Address.Equals(IPAddress.IPv6Any) && !hasIPv6 ? IPAddress.Any : Address, Port);

    /// <summary>The address as a client of this machine takes it.</summary>
    /// <param name="bound">What a socket is bound to.</param>
    public static IPEndPoint ToConnectTo(IPEndPoint bound) => IsAny(bound.Address) ? new IPEndPoint(IPAddress.Loopback, bound.Port) : bound;

    /// <summary>Reads HOST:PORT.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The address, when the text is one.</param>
    /// <param name="fault">What is wrong with the text otherwise: value, bound, reason.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? value, [NotNullWhen(false)] out string? fault)
    {
        value = null;
        if (!HostPort.TryParse(text, out HostPort written, out fault)) return false;
        IPAddress? address = written.Host switch
        {
            "*" => IPAddress.IPv6Any,
            { } name when name.Equals("localhost", StringComparison.OrdinalIgnoreCase) => IPAddress.Loopback,
            { } name => IPAddress.TryParse(name, out IPAddress? parsed) ? parsed : null,
        };
        if (address is null)
        {
            fault = $"host '{written.Host}' of '{text}' is not an IP address of this machine, localhost, or * for every address: a name could mean several";
            return false;
        }

        value = new ListenAddress(address, written.Port);
        return true;
    }

    /// <summary>HOST:PORT.</summary>
    public override string ToString() => new IPEndPoint(Address, Port).ToString();

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
