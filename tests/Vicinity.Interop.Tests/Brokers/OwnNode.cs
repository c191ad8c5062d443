using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Broker;

namespace Vicinity.Interop.Tests;

/// <summary>A node for one test alone, which may stop and start it again on the same port and folder.</summary>
internal sealed class OwnNode : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vicinity-interop-{Guid.NewGuid():n}");
    private readonly Func<BrokerOptions, BrokerOptions> _settings;
    private Node? _node;

    private OwnNode(Func<BrokerOptions, BrokerOptions> settings) => _settings = settings;

    public int Port { get; private set; }

    public string Bootstrap => $"127.0.0.1:{Port}";

    public static OwnNode Start(Func<BrokerOptions, BrokerOptions>? settings = null)
    {
        BrokerUnderTest.NeedsOurNode();
        var node = new OwnNode(settings ?? (o => o));
        node.StartAgain();
        return node;
    }

    public Task StopAsync() => _node!.StopAsync();

    public void StartAgain()
    {
        BrokerOptions options = _settings(BrokerUnderTest.Options(_folder));
        _node = Node.Start(options with { Listen = new(options.Listen.Address, Port) }, NullLoggerFactory.Instance);
        Port = _node.EndPoint.Port;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        StartAgain();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
