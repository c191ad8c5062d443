using Microsoft.Extensions.Logging;
using Vicinity.Broker;
using Vicinity.ClusterWatch;
using Vicinity.Gateway;
using Vicinity.Gateway.Cluster;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>The log that the applications stand on: a node of this process, or a cluster elsewhere that is only watched.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(2);

    private readonly Node? _node;
    private readonly RemoteLog? _remote;
    private readonly Lazy<ClusterWatcher> _watcher;

    private Engine(string bootstrapServers, Node? node, RemoteLog? remote)
    {
        (BootstrapServers, _node, _remote) = (bootstrapServers, node, remote);
        _watcher = new Lazy<ClusterWatcher>(() => new ClusterWatcher(new ClusterWatchOptions(bootstrapServers)));
    }

    private Engine(Node node)
        : this(ListenAddress.ToConnectTo(node.EndPoint).ToString(), node, null)
    {
    }

    /// <summary>Servers that clients begin with.</summary>
    public string BootstrapServers { get; }

    /// <summary>The node of this process, or null.</summary>
    public Node? Node => _node;

    /// <summary>The nodes that this program started as processes; null for none.</summary>
    public IClusterControl? Control { get; private init; }

    /// <summary>Watches the cluster once it is started; ended with the engine.</summary>
    public ClusterWatcher Watcher => _watcher.Value;

    /// <summary>What keeps the log: <see cref="EngineKind"/>; null while a cluster elsewhere has not answered.</summary>
    public string? Kind => _node is null ? _remote!.Kind : EngineKind.Vicinity;

    /// <summary>Starts a node at once; it looks for no others.</summary>
    public static Engine Start(BrokerOptions options, ILoggerFactory loggers) => new(Node.Start(options, loggers));

    /// <summary>Starts a node that finds its cluster first.</summary>
    public static async Task<Engine> StartAsync(BrokerOptions options, ILoggerFactory loggers, CancellationToken cancel) =>
        new(await Node.StartAsync(options, loggers, cancel: cancel).ConfigureAwait(false));

    /// <summary>Uses a cluster elsewhere. It is asked before this completes, which takes two seconds at most, whether it answers or not.</summary>
    public static async Task<Engine> AtAsync(string bootstrapServers, ILoggerFactory loggers, CancellationToken cancel, IClusterControl? control = null)
    {
        var engine = new Engine(bootstrapServers, null, new RemoteLog(bootstrapServers, loggers, TimeProvider.System)) { Control = control };
        try
        {
            await Task.WhenAny(engine._remote!.FirstLook, Task.Delay(s_firstLook, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            return engine;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the gateway shows of the log.</summary>
    public EngineStatus Status() => new()
    {
        Kind = () => Kind,
        BootstrapServers = BootstrapServers,
        KafkaAddress = _node?.EndPoint.ToString(),
        ClusterId = () => _node?.ClusterId ?? _remote?.ClusterId,
        NodeId = () => _node?.NodeId,
        Problem = () => _node is null ? _remote!.Problem : _node.Problem,
    };

    public async ValueTask DisposeAsync()
    {
        if (_watcher.IsValueCreated) await _watcher.Value.DisposeAsync().ConfigureAwait(false);
        if (_remote is not null) await _remote.DisposeAsync().ConfigureAwait(false);
        if (_node is not null) await _node.StopAsync().ConfigureAwait(false);
    }
}
