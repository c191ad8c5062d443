using System.Net;
using Vicinity.Storage;

namespace Vicinity.Broker.Tests;

/// <summary>A real node on a free port of the loopback, with a data folder and a log of its own.</summary>
internal sealed class NodeUnderTest : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly IFileSystem _files;
    private readonly TemporaryFolder? _ownFolder;

    private NodeUnderTest(BrokerOptions options, TimeProvider time, IFileSystem files, TemporaryFolder? ownFolder)
    {
        _options = options;
        _time = time;
        _files = files;
        _ownFolder = ownFolder;
        Node = StartNode();
    }

    public Node Node { get; private set; }

    public LogEvents Log { get; private set; } = new();

    public string Folder => _options.DataFolder;

    /// <summary>Starts a node; it listens when this returns.</summary>
    /// <param name="configure">Changes of the settings.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="files">Its file system.</param>
    /// <param name="folder">Its data folder; without one it gets a folder that goes with it.</param>
    public static NodeUnderTest Start(Func<BrokerOptions, BrokerOptions>? configure = null, TimeProvider? time = null, IFileSystem? files = null, string? folder = null)
    {
        TemporaryFolder? own = folder is null ? new TemporaryFolder() : null;
        var options = new BrokerOptions { DataFolder = folder ?? own!.Path, Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        try
        {
            return new NodeUnderTest(configure?.Invoke(options) ?? options, time ?? TimeProvider.System, files ?? PhysicalFileSystem.Instance, own);
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Node.EndPoint);

    /// <summary>Stops the node and starts another on the same folder.</summary>
    /// <param name="between">Runs while nobody has the folder open.</param>
    public async Task RestartAsync(Action? between = null)
    {
        await Node.StopAsync();
        between?.Invoke();
        Log = new LogEvents();
        Node = StartNode();
    }

    public async ValueTask DisposeAsync()
    {
        await Node.StopAsync();
        _ownFolder?.Dispose();
    }

    private Node StartNode() => Node.Start(_options, Log, _time, _files);
}
