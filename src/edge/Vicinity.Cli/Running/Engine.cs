using Microsoft.Extensions.Logging;
using Vicinity.Broker;
using Vicinity.Client;
using Vicinity.Gateway;
using Vicinity.Model;

namespace Vicinity.Cli;

/// <summary>The log that the applications stand on: a node of this process, or a cluster elsewhere that is only watched.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly TimeSpan s_watchInterval = TimeSpan.FromSeconds(2);

    private readonly Node? _node;
    private readonly Admin? _admin;
    private readonly ITimer? _watch;
    private volatile string? _problem;
    private volatile string? _clusterId;
    private int _watching;

    private Engine(Node node)
    {
        _node = node;
        BootstrapServers = ListenAddress.ToConnectTo(node.EndPoint).ToString();
    }

    private Engine(string bootstrapServers, TimeProvider time)
    {
        BootstrapServers = bootstrapServers;
        _problem = "not reached yet";
        _admin = new Admin(new AdminOptions { BootstrapServers = bootstrapServers, ClientId = "vicinity-watch", RequestTimeout = TimeSpan.FromSeconds(5) });
        _watch = time.CreateTimer(_ => _ = WatchAsync(), null, TimeSpan.Zero, s_watchInterval);
    }

    /// <summary>Servers that clients begin with.</summary>
    public string BootstrapServers { get; }

    /// <summary>The node of this process, or null.</summary>
    public Node? Node => _node;

    /// <summary>Starts a node that looks for no others.</summary>
    public static Engine Start(BrokerOptions options, ILoggerFactory loggers) =>
        new(Node.Start(options with { Discovery = null, Join = [], Expect = 0 }, loggers));

    /// <summary>Starts a node that finds its cluster first.</summary>
    public static async Task<Engine> StartAsync(BrokerOptions options, ILoggerFactory loggers, CancellationToken cancel) =>
        new(await Node.StartAsync(options, loggers, cancel: cancel).ConfigureAwait(false));

    /// <summary>Uses a cluster elsewhere.</summary>
    public static Engine At(string bootstrapServers) => new(bootstrapServers, TimeProvider.System);

    /// <summary>What the gateway shows of the log.</summary>
    public EngineStatus Status() => new()
    {
        Kind = _node is null ? "kafka" : "vicinity",
        BootstrapServers = BootstrapServers,
        KafkaAddress = _node?.EndPoint.ToString(),
        ClusterId = () => _node?.ClusterId ?? _clusterId,
        NodeId = () => _node?.NodeId,
        Problem = () => _node is null ? _problem : _node.Problem,
    };

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync().ConfigureAwait(false);
        if (_admin is not null) await _admin.DisposeAsync().ConfigureAwait(false);
        if (_node is not null) await _node.StopAsync().ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        if (Interlocked.Exchange(ref _watching, 1) != 0) return;
        try
        {
            _clusterId = (await _admin!.DescribeClusterAsync().ConfigureAwait(false)).ClusterId;
            _problem = null;
        }
        catch (Exception e)
        {
            _problem = e.Message;
        }
        finally
        {
            Volatile.Write(ref _watching, 0);
        }
    }
}
