using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>Finds out that an address is taken before anything is created for a server that is to listen there.</summary>
internal static class FreeAddress
{
    /// <param name="option">The option that sets the address, for the message.</param>
    /// <param name="address">The address; port 0 is always free.</param>
    /// <exception cref="IOException">It cannot be listened on.</exception>
    public static void Ensure(string option, IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(1);
        }
        catch (SocketException e)
        {
            throw new IOException($"{option}: cannot listen on {address}: {e.Message.TrimEnd('.')}. Is another program there? Choose another address with {option} HOST:PORT, or port 0 for any free one", e);
        }
    }
}
