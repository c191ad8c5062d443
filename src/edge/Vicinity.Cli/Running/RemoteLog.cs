using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>A cluster elsewhere: whether it is reached, and what runs there. Asks every two seconds, and logs once when it is away and once when it answers again. Thread-safe.</summary>
internal sealed partial class RemoteLog : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    // So that the first line about a cluster that does not answer comes within two seconds.
    private static readonly TimeSpan s_firstPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<BrokerAddress> _addresses;
    private readonly string _servers;
    private readonly Admin _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _disposed = new();
    private readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;
    private volatile string? _problem = "not reached yet";
    private volatile string? _clusterId;
    private volatile string? _kind;
    private bool _isAway;

    /// <summary>Begins to watch.</summary>
    /// <param name="servers">Servers to begin with, HOST:PORT, separated by commas.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">The clock.</param>
    public RemoteLog(string servers, ILoggerFactory loggers, TimeProvider time)
    {
        (_servers, _time) = (servers, time);
        _addresses = BrokerAddress.ParseList(servers);
        _log = loggers.CreateLogger<RemoteLog>();
        _admin = new Admin(Options(s_patience), time);
        _work = WatchAsync();
    }

    /// <summary>Why it cannot be reached now; null when it can.</summary>
    public string? Problem => _problem;

    /// <summary>Id of the cluster; null while it is unknown.</summary>
    public string? ClusterId => _clusterId;

    /// <summary>What runs there: <see cref="EngineKind"/>; null while no server has answered.</summary>
    public string? Kind => _kind;

    /// <summary>Completes when the servers were asked for the first time, whatever came of it.</summary>
    public Task FirstLook => _firstLook.Task;

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
        _disposed.Dispose();
    }

    private AdminOptions Options(TimeSpan patience) => new() { BootstrapServers = _servers, ClientId = "vicinity-watch", RequestTimeout = patience, ConnectTimeout = patience };

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_interval, _time);
            do
            {
                await LookAsync(_disposed.Token).ConfigureAwait(false);
                _firstLook.TrySetResult();
            }
            while (await timer.WaitForNextTickAsync(_disposed.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Ended.
        }
        finally
        {
            _firstLook.TrySetResult();
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            _kind ??= await MeetAsync(cancel).ConfigureAwait(false);
            _clusterId = (await _admin.DescribeClusterAsync(cancel).ConfigureAwait(false)).ClusterId;
            _problem = null;
            if (_isAway) LogBack(_servers);
            _isAway = false;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            _problem = e.Message;
            if (!_isAway) LogAway(_servers, e.Message.TrimEnd('.'));
            _isAway = true;
        }
    }

    /// <summary>Asks all servers at once what they are; the first answer counts.</summary>
    /// <exception cref="ClientException">None answered.</exception>
    private async Task<string> MeetAsync(CancellationToken cancel)
    {
        NodeProbe[] probes = [.. _addresses.Select(a => new NodeProbe(a, Options(s_firstPatience), _time))];
        try
        {
            List<Task<bool>> answers = [.. probes.Select(p => p.TellsEventsAsync(cancel))];
            ClientException? last = null;
            while (answers.Count > 0)
            {
                Task<bool> answer = await Task.WhenAny(answers).ConfigureAwait(false);
                answers.Remove(answer);
                try
                {
                    return await answer.ConfigureAwait(false) ? EngineKind.Vicinity : EngineKind.Kafka;
                }
                catch (ClientException e)
                {
                    last = e;
                }
            }

            throw last!;
        }
        finally
        {
            foreach (NodeProbe probe in probes) probe.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster at {Servers} does not answer; the program goes on trying: {Reason}")]
    private partial void LogAway(string servers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster at {Servers} answers")]
    private partial void LogBack(string servers);
}
