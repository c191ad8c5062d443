using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>Accepts the clients' connections, within a limit, and ends them when the node stops.</summary>
internal sealed class KafkaListener(BrokerOptions options, HandlerTable handlers, ILogger log) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<KafkaConnection, Task> _connections = new();
    private readonly DescriptorLimit _descriptors = DescriptorLimit.OfThisProcess();
    private Socket? _otherLoopback;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _stopping;

    /// <summary>The address listened on, with the port that was taken.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _connections.Count;

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
        _socket.Dispose();
        _otherLoopback?.Dispose();
    }

    /// <summary>
    /// Listens on the same port of ::1, where "localhost" leads many clients first, some of which try no other address. Null where this machine
    /// has no such address or the port is taken there: those who come by IPv4 are served all the same.
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
        bool refusing = false;
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
                BrokerLog.AcceptFailed(log, e.Message);
                await Task.Delay(s_pauseAfterFailure).ConfigureAwait(false);
                continue;
            }

            bool full = _connections.Count >= options.MaxConnections;
            if (full || _descriptors.IsKept(client))
            {
                // One line for all that are refused in a row: whoever floods the port must not flood the log.
                if (!refusing && full) BrokerLog.TooManyConnections(log, options.MaxConnections);
                if (!refusing && !full) BrokerLog.TooFewDescriptors(log, _descriptors.Limit, _descriptors.Kept);
                refusing = true;
                client.Dispose();
                continue;
            }

            refusing = false;
            Serve(client);
        }
    }

    private void Serve(Socket client)
    {
        KafkaConnection connection;
        try
        {
            client.NoDelay = true;
            connection = new KafkaConnection(client, handlers, options, log);
        }
        catch (SocketException)
        {
            client.Dispose();
            return;
        }

        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = served.Task;
        ThreadPool.UnsafeQueueUserWorkItem(
            async _ =>
            {
                await connection.RunAsync().ConfigureAwait(false);
                _connections.TryRemove(connection, out Task? _);
                connection.Dispose();
                served.SetResult();
            },
            null);
    }
}
