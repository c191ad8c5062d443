using System.Net;
using System.Net.Sockets;

namespace Vicinity.System.Tests;

/// <summary>
/// Ports for processes that must come back under the same address. Below the range that the system gives to outgoing connections: one of those could
/// take the port while its process is dead.
/// </summary>
internal static class FreePort
{
    private const int First = 14_000;
    private const int Count = 18_000;

    /// <summary>A port that was free a moment ago, and was not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + Random.Shared.Next(Count);
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
