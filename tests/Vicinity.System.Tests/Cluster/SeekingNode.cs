using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Vicinity.System.Tests;

/// <summary>A node as somebody starts it in a terminal: told nothing but a folder, an address, and how to look for others.</summary>
internal sealed partial class SeekingNode : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Func<string[], VicinityProcess> _start;
    private readonly TemporaryFolder _data = new();
    private VicinityProcess? _process;

    private SeekingNode(string address, Func<string[], VicinityProcess> start) => (Address, _start) = (address, start);

    /// <summary>Address of the Kafka protocol; may be changed while the node is down.</summary>
    public string Address { get; set; }

    public string ClusterId { get; private set; } = "";

    public int NodeId { get; private set; }

    /// <summary>How it came in, in its own words.</summary>
    public string Entry { get; private set; } = "";

    public string Output => _process?.Output ?? "";

    /// <summary>One on this machine's loopback.</summary>
    public static SeekingNode OnLoopback(string address) => new(address, arguments => VicinityProcess.Start(arguments));

    /// <summary>One on a host of a test's network.</summary>
    public static SeekingNode OnHost(Namespaces network, int host) =>
        new($"{Namespaces.AddressOf(host)}:9092", arguments => VicinityProcess.StartIn(network.NameOf(host), arguments));

    /// <summary>A UDP port that was free a moment ago: nodes of different tests do not hear each other.</summary>
    public static int FreeUdpPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts the process; it may still be looking when this returns.</summary>
    public void Start(params string[] options)
    {
        _process?.Dispose();
        _process = _start(["node", "--data", _data.Path, "--listen", Address, .. options]);
    }

    /// <summary>Waits until it serves, and reads who it says that it is.</summary>
    public async Task ServesAsync(CancellationToken cancel)
    {
        await _process!.WaitForOutputAsync("Stop with Ctrl+C", s_patience, cancel);
        Match said = Banner().Match(Output);
        said.Success.ShouldBeTrue(Output);
        (NodeId, ClusterId, Entry) = (int.Parse(said.Groups[1].Value), said.Groups[2].Value, said.Groups[3].Value);
    }

    public Task SaysAsync(string text, CancellationToken cancel) => _process!.WaitForOutputAsync(text, s_patience, cancel);

    public void Kill() => _process!.Kill();

    public override string ToString() => $"node at {Address}:{Environment.NewLine}{Output}";

    public void Dispose()
    {
        _process?.Dispose();
        _data.Dispose();
    }

    [GeneratedRegex(@"Kafka protocol on \S+, node (\d+) of cluster (\S+) \(([^)]+)\)")]
    private static partial Regex Banner();
}
