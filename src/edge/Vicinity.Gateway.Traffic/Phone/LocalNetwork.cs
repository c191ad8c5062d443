using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Vicinity.Gateway.Traffic;

/// <summary>This machine's place in its network.</summary>
internal static class LocalNetwork
{
    /// <summary>An IPv4 address under which others may reach this machine; null when there is none.</summary>
    public static string? Address() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(i => i.GetIPProperties())
        .OrderByDescending(p => p.GatewayAddresses.Count)
        .SelectMany(p => p.UnicastAddresses)
        .Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork)?.ToString();
}
