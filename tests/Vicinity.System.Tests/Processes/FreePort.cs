using System.Net;
using System.Net.Sockets;

namespace Vicinity.System.Tests;

/// <summary>Ports for processes that must come back under the same address.</summary>
internal static class FreePort
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
