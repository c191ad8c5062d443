using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>
/// Ports for nodes that must come back under the same address. Below the range that the system gives to outgoing connections: one of those could take
/// the port while its node is dead.
/// </summary>
internal static class FreePort
{
    private const int First = 14_000;
    private const int End = 32_000;

    /// <summary>A port of this machine's loopback that was free a moment ago.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another one.
            }
        }
    }
}
