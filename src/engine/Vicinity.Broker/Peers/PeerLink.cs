using System.Net.Sockets;
using Vicinity.Client;

namespace Vicinity.Broker;

/// <summary>
/// One connection to another node, kept open: it reconnects when the connection is gone, with a pause that doubles from <see cref="FirstPause"/> to
/// <see cref="LongestPause"/> while attempts fail. Thread-safe.
/// </summary>
internal sealed class PeerLink : IDisposable
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly BrokerAddress _address;
    private readonly ConnectionOptions _options;
    private readonly Func<BrokerConnection, CancellationToken, Task> _introduce;
    private readonly Action<ClientException?>? _changed;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<BrokerConnection> _next = NewSource();
    private BrokerConnection? _current;
    private bool _started;
    private volatile bool _isGone;

    /// <param name="address">Where the node listens.</param>
    /// <param name="options">Times and names of the connection.</param>
    /// <param name="introduce">The first exchange on a new connection; throws when the wrong one answers.</param>
    /// <param name="changed">Called with null when the connection is made, and with the failure when it is lost or an attempt failed. Must be quick.</param>
    public PeerLink(BrokerAddress address, ConnectionOptions options, Func<BrokerConnection, CancellationToken, Task> introduce, Action<ClientException?>? changed)
    {
        _address = address;
        _options = options;
        _introduce = introduce;
        _changed = changed;
    }

    /// <summary>The connection, if it is alive.</summary>
    public BrokerConnection? Current => Volatile.Read(ref _current) is { IsAlive: true } connection ? connection : null;

    /// <summary>Whether the last attempt was refused: no process listens there, which silence would not prove.</summary>
    public bool IsGone => _isGone;

    /// <summary>Begins to keep the connection open; further calls do nothing.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_started || _disposed.IsCancellationRequested) return;
            _started = true;
        }

        _ = Task.Run(KeepAsync);
    }

    /// <summary>The connection, as soon as there is one.</summary>
    public Task<BrokerConnection> GetAsync(CancellationToken cancel)
    {
        if (Current is { } connection) return Task.FromResult(connection);
        Start();
        lock (_gate) return _next.Task.WaitAsync(cancel);
    }

    public void Dispose()
    {
        BrokerConnection? open;
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested) return;
            _disposed.Cancel();
            open = _current;
            _next.TrySetException(new DisconnectedException(_address.ToString(), "this node lets go of it"));
            _ = _next.Task.Exception;
        }

        open?.Dispose();
    }

    private static TaskCompletionSource<BrokerConnection> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepAsync()
    {
        TimeSpan pause = FirstPause;
        CancellationToken disposed = _disposed.Token;
        try
        {
            while (!disposed.IsCancellationRequested)
            {
                try
                {
                    BrokerConnection connection = await ConnectAsync(disposed).ConfigureAwait(false);
                    pause = FirstPause;
                    _isGone = false;
                    await UseAsync(connection, disposed).ConfigureAwait(false);
                }
                catch (ClientException e)
                {
                    _isGone = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
                    if (!disposed.IsCancellationRequested) _changed?.Invoke(e);
                }

                await Task.Delay(pause, _options.Time, disposed).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException)
        {
            // released
        }
    }

    private async Task<BrokerConnection> ConnectAsync(CancellationToken disposed)
    {
        BrokerConnection connection = await BrokerConnector.ConnectAsync(_address, _options, disposed).ConfigureAwait(false);
        try
        {
            await _introduce(connection, disposed).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lets others use the connection until it is gone.</summary>
    private async Task UseAsync(BrokerConnection connection, CancellationToken disposed)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = connection.Closed.Register(() => gone.TrySetResult());
        lock (_gate)
        {
            if (disposed.IsCancellationRequested)
            {
                connection.Dispose();
                return;
            }

            Volatile.Write(ref _current, connection);
            _next.TrySetResult(connection);
        }

        _changed?.Invoke(null);
        await gone.Task.ConfigureAwait(false);
        lock (_gate)
        {
            Volatile.Write(ref _current, null);
            if (!disposed.IsCancellationRequested) _next = NewSource();
        }

        if (!disposed.IsCancellationRequested) _changed?.Invoke(new DisconnectedException(_address.ToString(), "the connection broke"));
    }
}
