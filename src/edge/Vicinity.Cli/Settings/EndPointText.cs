using System.Net;

namespace Vicinity.Cli;

/// <summary>Addresses as people write them: HOST:PORT, where HOST is an address, <c>localhost</c> or <c>*</c>.</summary>
internal static class EndPointText
{
    /// <exception cref="UsageException">The text is no address to listen on.</exception>
    public static IPEndPoint Parse(string option, string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (colon < 0 || !int.TryParse(text[(colon + 1)..], out int port) || port is < 0 or > 65535)
            throw new UsageException($"{option} '{text}' is not HOST:PORT with a port from 0 to 65535, for example {option} 127.0.0.1:9092");
        if (host is "" or "*") return new IPEndPoint(IPAddress.Any, port);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return new IPEndPoint(IPAddress.Loopback, port);
        return IPAddress.TryParse(host, out IPAddress? address)
            ? new IPEndPoint(address, port)
            : throw new UsageException($"{option}: '{host}' is no address of this machine. Write its IP address, localhost, or * for all");
    }
}
