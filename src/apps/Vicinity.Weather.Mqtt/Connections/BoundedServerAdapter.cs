using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace Vicinity.Weather.Mqtt;

/// <summary>Accepts connections, no more than the bound at a time.</summary>
internal sealed class BoundedServerAdapter(IPEndPoint endpoint, MqttSettings settings, MqttCounts counts) : IMqttServerAdapter
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, byte> _clients = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _open;

    /// <summary>The port on which it listens.</summary>
    public int Port => ((IPEndPoint)_listener!.LocalEndpoint).Port;

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>What the server does with a connection; it sets this before it starts.</summary>
    public Func<IMqttChannelAdapter, Task> ClientHandler { get; set; } = _ => Task.CompletedTask;

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        _listener = new TcpListener(endpoint);
        _listener.Start(128);
        _accepting = AcceptAsync(_listener, logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener?.Stop();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_clients.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener?.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, IMqttNetLogger logger)
    {
        while (!_end.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(_end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // No more files, or the client has gone again.
                await Task.WhenAny(Task.Delay(100, _end.Token)).ConfigureAwait(false);
                continue;
            }
            if (Interlocked.Increment(ref _open) > settings.MostClients)
            {
                Interlocked.Decrement(ref _open);
                counts.Drop(MqttDrop.TooManyClients);
                socket.Dispose();
                continue;
            }
            Task client = ServeAsync(socket, logger);
            _clients[client] = 0;
            _ = client.ContinueWith(ended => _clients.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket, IMqttNetLogger logger)
    {
        await Task.Yield();
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var channel = new BoundedChannel(new MqttTcpChannel(stream, socket.LocalEndPoint, socket.RemoteEndPoint, null), settings.MostPacketBytes, () => counts.Drop(MqttDrop.PacketTooLong));
            using var adapter = new NamedChannelAdapter(new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(1_024, 16_384)), logger));
            await ClientHandler(adapter).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException or MQTTnet.Exceptions.MqttCommunicationException or MQTTnet.Exceptions.MqttProtocolViolationException)
        {
            // The client has gone, or was sent away.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
