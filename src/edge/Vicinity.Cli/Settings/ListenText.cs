using System.Net;
using System.Net.Sockets;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>Addresses to listen on, as people write them.</summary>
internal static class ListenText
{
    /// <param name="option">Where it was written, for the message.</param>
    /// <param name="text">HOST:PORT.</param>
    /// <exception cref="UsageException">The text is no address to listen on.</exception>
    public static IPEndPoint Parse(string option, string text) =>
        ListenAddress.TryParse(text, out ListenAddress? address, out string? fault) ? address.EndPointOn(Socket.OSSupportsIPv6) : throw new UsageException($"{option}: {fault}");
}
