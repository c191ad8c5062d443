using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>Accepts the connections of clients and nodes within limits, ends those that are idle or do not get on, and ends them when the node stops.</summary>
internal sealed class KafkaListener(BrokerOptions options, HandlerTable handlers, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromMinutes(1);

    private readonly Socket _socket = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<KafkaConnection, Task> _connections = new();
    private readonly DescriptorLimit _descriptors = DescriptorLimit.OfThisProcess();
    private readonly ConnectionLimits _limits = ConnectionLimits.Of(options, time);
    private readonly Lock _looking = new();
    private readonly Lock _telling = new();
    private long? _toldAt;
    private ITimer? _timer;
    private Socket? _otherLoopback;
    private Task _accepting = Task.CompletedTask;
    private long _receivedBefore;
    private volatile bool _stopping;

    /// <summary>The address listened on, with the port that was taken.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Bytes in use for frames above the size that each connection has of its own.</summary>
    public long FrameBytes => _limits.Frames.Used;

    /// <summary>Bytes that have come.</summary>
    public long Received => Interlocked.Read(ref _receivedBefore) + _connections.Keys.Sum(c => c.Received);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="BrokerException">The address cannot be listened on; the message says which and why.</exception>
    public void Start()
    {
        try
        {
            if (options.Listen.AddressFamily == AddressFamily.InterNetworkV6 && options.Listen.Address.Equals(IPAddress.IPv6Any)) _socket.DualMode = true;
            _socket.Bind(options.Listen);
            _socket.Listen(512);
        }
        catch (SocketException e)
        {
            throw new BrokerException($"cannot listen on {options.Listen}: {e.Message}. Is another node running? Choose another address with --listen HOST:PORT, or port 0 for any free one", e);
        }

        if (options.Listen.Address.Equals(IPAddress.Loopback)) _otherLoopback = ListenOnOtherLoopback();
        _timer = time.CreateTimer(static listener => ((KafkaListener)listener!).Look(), this, s_look, s_look);
        _accepting = _otherLoopback is null ? AcceptAsync(_socket) : Task.WhenAll(AcceptAsync(_socket), AcceptAsync(_otherLoopback));
    }

    /// <summary>Stops accepting, answers what was taken, closes all connections.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (KafkaConnection connection in _connections.Keys) connection.Finish();
        Task ended = Task.WhenAll(_connections.Values);
        if (await Task.WhenAny(ended, Task.Delay(s_patience)).ConfigureAwait(false) != ended)
        {
            // Clients that do not read their answers.
            foreach (KafkaConnection connection in _connections.Keys) connection.Close();
        }

        await ended.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _socket.Dispose();
        _otherLoopback?.Dispose();
    }

    /// <summary>
    /// Listens on the same port of ::1, where "localhost" leads many clients first, some of which try no other address. Null where this machine
    /// has no such address or the port is taken there: clients that use IPv4 are served all the same.
    /// </summary>
    private Socket? ListenOnOtherLoopback()
    {
        if (!Socket.OSSupportsIPv6) return null;
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, EndPoint.Port));
            socket.Listen(512);
            return socket;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (!_stopping)
        {
            Socket client;
            try
            {
                client = await socket.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is ObjectDisposedException || _stopping)
            {
                return;
            }
            catch (SocketException e)
            {
                // The whole system may be out of descriptors or memory: without a pause this would be a loop that fills the log.
                ConnectionLogLines.AcceptFailed(log, e.Message);
                await Task.Delay(s_pauseAfterFailure).ConfigureAwait(false);
                continue;
            }

            bool isShort = _descriptors.IsKept(client);
            if (_descriptors.IsSpent(client) || !TryServe(client, isShort, out bool onTrial))
            {
                client.Dispose();
                onTrial = true;
            }

            if (onTrial) TellOfRefusal(isShort);
        }
    }

    /// <summary>Logs at intervals that connections are refused: a flood of connections must not flood the log.</summary>
    private void TellOfRefusal(bool isShort)
    {
        lock (_telling)
        {
            if (_toldAt is long told && time.GetElapsedTime(told) < s_tellEvery) return;
            _toldAt = time.GetTimestamp();
        }

        if (isShort) ConnectionLogLines.TooFewDescriptors(log, _descriptors.Limit, _descriptors.Kept);
        else ConnectionLogLines.TooManyConnections(log, options.MaxConnections);
    }

    /// <returns>False: there is no place for it.</returns>
    private bool TryServe(Socket client, bool isShort, out bool onTrial)
    {
        KafkaConnection connection;
        onTrial = false;
        try
        {
            client.NoDelay = true;
            KeepAlive(client);
            connection = new KafkaConnection(client, handlers, options, _limits, time, log);
        }
        catch (SocketException)
        {
            client.Dispose();
            return true;
        }

        if (!_limits.Places.TryEnter(connection, isShort, out onTrial))
        {
            connection.Dispose();
            return false;
        }

        connection.IsOnTrial = onTrial;
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = served.Task;
        ThreadPool.UnsafeQueueUserWorkItem(
            async _ =>
            {
                await connection.RunAsync().ConfigureAwait(false);
                _connections.TryRemove(connection, out Task? _);
                Interlocked.Add(ref _receivedBefore, connection.Received);
                _limits.Places.Leave(connection);
                connection.Dispose();
                served.SetResult();
            },
            null);
        return true;
    }

    /// <summary>The system asks the other side's system at intervals whether it is still there; a node whose machine is gone does not hold its place for ever.</summary>
    private static void KeepAlive(Socket client)
    {
        client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
    }

    /// <summary>Ends connections that are idle, whose frames do not arrive, or that keep others out, and gives memory back.</summary>
    private void Look()
    {
        // The timer's period does not wait for the work of the one before.
        if (!_looking.TryEnter()) return;
        try
        {
            _limits.Places.Look();
            foreach ((KafkaConnection connection, _) in _connections) connection.Look(options.ConnectionsMaxIdle);
            _limits.Frames.Relieve();
            _limits.Heap.Look();
        }
        finally
        {
            _looking.Exit();
        }
    }
}
