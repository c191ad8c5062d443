using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;

namespace Vicinity.Interop.Tests;

/// <summary>A cluster of three nodes in this process, each with its own folder and port, whose nodes can be stopped and started again.</summary>
internal sealed class ThreeNodes : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vicinity-interop-{Guid.NewGuid():n}");
    private readonly int[] _ports = [.. Enumerable.Range(0, 3).Select(_ => FreePort.Next())];
    private readonly Node?[] _nodes = new Node?[3];

    private ThreeNodes()
    {
    }

    /// <summary>Addresses of all three.</summary>
    public string Bootstrap => string.Join(',', _ports.Select(p => $"127.0.0.1:{p}"));

    /// <summary>Address of one node, 1 to 3.</summary>
    public string AddressOf(int id) => $"127.0.0.1:{_ports[id - 1]}";

    public static async Task<ThreeNodes> StartAsync()
    {
        BrokerUnderTest.NeedsOurNode();
        var nodes = new ThreeNodes();
        for (int id = 1; id <= 3; id++) await nodes.StartAgainAsync(id);
        return nodes;
    }

    public async Task StartAgainAsync(int id) => _nodes[id - 1] = await Node.StartAsync(
        BrokerUnderTest.Options(Path.Combine(_folder, $"{id}")) with
        {
            NodeId = id,
            Listen = new IPEndPoint(IPAddress.Loopback, _ports[id - 1]),
            Found = id == 1,
            Join = id == 1 ? [] : [AddressOf(1)],
        },
        NullLoggerFactory.Instance,
        cancel: TestContext.Current.CancellationToken);

    public async Task StopAsync(int id)
    {
        if (_nodes[id - 1] is Node node) await node.StopAsync();
        _nodes[id - 1] = null;
    }

    public async ValueTask DisposeAsync()
    {
        for (int id = 1; id <= 3; id++) await StopAsync(id);
        Directory.Delete(_folder, recursive: true);
    }
}
