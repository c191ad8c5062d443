using System.Net;
using System.Net.Sockets;

namespace Vicinity.Cli;

/// <summary>
/// Ports for nodes that must come back under the same address. Below the range that the system gives to outgoing connections: one of those could take
/// the port while its node is dead. A port is given once: the process holds a locked file for it until it ends, so that neither a second caller here
/// nor another process of this user that asks here gets it meanwhile. Thread-safe.
/// </summary>
internal static class FreePort
{
    private const int First = 14_000;
    private const int End = 32_000;
    private const int MaxTries = 10_000;

    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), $"vicinity-ports-{Environment.UserName}");
    private static readonly Dictionary<int, FileStream> s_leases = [];

    /// <summary>A port of this machine's loopback that is free and given to nobody else.</summary>
    /// <exception cref="IOException">None was found.</exception>
    public static int Next()
    {
        lock (s_leases)
        {
            Directory.CreateDirectory(s_folder);
            for (int tries = 0; tries < MaxTries; tries++)
            {
                int port = Random.Shared.Next(First, End);
                if (!s_leases.ContainsKey(port) && TryLease(port) && IsFree(port)) return port;
            }
        }

        throw new IOException($"no free port between {First} and {End} was found in {MaxTries} tries; end programs that listen there");
    }

    private static bool TryLease(int port)
    {
        try
        {
            s_leases.Add(port, new FileStream(Path.Combine(s_folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
            return true;
        }
        catch (IOException)
        {
            // Another process has it.
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
