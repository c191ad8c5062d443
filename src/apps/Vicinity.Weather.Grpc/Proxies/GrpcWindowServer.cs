using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>
/// A proxy's side towards terminals: brings them the windows of the log of windows, by a call to each registered terminal or by a stream, each from the position that it has
/// reached. The log of windows keeps what terminals missed, and refuses proxies whose term is over; so every proxy, working or waiting, can bring all windows, positions hold at
/// each of them, and nothing is kept here but the newest ones. Thread-safe.
/// </summary>
public sealed partial class GrpcWindowServer : IAsyncDisposable
{
    private readonly ILogger _log;
    private readonly WindowTail _tail;
    private readonly WindowCourse _course;
    private readonly TerminalTable _terminals;
    private readonly CancellationTokenSource _ended = new();
    private GrpcHost? _host;
    private Task _work = Task.CompletedTask;
    private int _isDisposed;

    private GrpcWindowServer(GrpcProxyOptions options, IWindowFeed log, ILogger logger, TimeProvider time)
    {
        _log = logger;
        _tail = new WindowTail(log, options);
        _course = new WindowCourse(_tail, log, options);
        _terminals = new TerminalTable(options, _course, time);
    }

    /// <summary>Where it listens: <c>http://host:port</c>.</summary>
    public string Address => _host!.Address;

    /// <summary>The terminals that registered.</summary>
    public IReadOnlyList<TerminalStatus> Terminals => _terminals.Status;

    /// <summary>Terminals that follow by a stream.</summary>
    public int Streams => _terminals.Streams;

    /// <summary>Listens.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="log">The log of windows; stays the caller's.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<GrpcWindowServer> StartAsync(GrpcProxyOptions options, IWindowFeed log, ILoggerFactory loggers, TimeProvider? time = null, CancellationToken cancel = default)
    {
        OptionBounds.Check(options.Problems());
        time ??= TimeProvider.System;
        var server = new GrpcWindowServer(options, log, loggers.CreateLogger<GrpcWindowServer>(), time);
        try
        {
            server._host = await GrpcHost.StartAsync(
                options.Listen,
                static () => null,
                loggers,
                services => services.AddSingleton(new ProxyService(options, server._terminals, server._course, server._ended.Token)),
                static routes => routes.MapGrpcService<ProxyService>(),
                cancel).ConfigureAwait(false);
            server._work = Task.WhenAll(server.FollowAsync(time), server.ForgetSilentAsync(options, time));
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the streams, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _ended.CancelAsync().ConfigureAwait(false);
        await _terminals.DisposeAsync().ConfigureAwait(false);
        if (_host is not null) await _host.DisposeAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task FollowAsync(TimeProvider time)
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await _tail.RunAsync(_ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is not OutOfMemoryException)
            {
                // Terminals wait with the log of windows.
                LogAway(away.Message);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ForgetSilentAsync(GrpcProxyOptions options, TimeProvider time)
    {
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(options.HeartbeatMs), time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _terminals.ForgetSilent();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Terminals wait, the log of windows cannot be read: {Reason}")]
    private partial void LogAway(string reason);
}
