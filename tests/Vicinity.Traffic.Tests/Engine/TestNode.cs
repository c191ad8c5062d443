using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;

namespace Vicinity.Traffic.Tests;

/// <summary>A real node on a free port with a folder of its own, which can be stopped and started again at the same address.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vicinity-traffic-").FullName;
    private Node? _node;
    private int _port;

    private TestNode() => Start();

    public string Address => $"127.0.0.1:{_port}";

    public static TestNode StartNew() => new();

    public void Start()
    {
        _node = Node.Start(
            new BrokerOptions { DataFolder = _folder, Listen = new IPEndPoint(IPAddress.Loopback, _port), AdvertisedHost = "127.0.0.1" },
            NullLoggerFactory.Instance);
        _port = _node.EndPoint.Port;
    }

    public async Task StopAsync()
    {
        if (_node is { } node) await node.DisposeAsync();
        _node = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
