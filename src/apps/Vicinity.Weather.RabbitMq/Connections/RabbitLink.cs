using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Vicinity.Feeds;

namespace Vicinity.Weather.RabbitMq;

/// <summary>
/// One connection with one channel, made again when it broke: each address is tried, beginning with the one after the last; pauses between rounds grow, and no two processes keep step. Thread-safe.
/// </summary>
internal sealed class RabbitLink : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly RabbitSettings _settings;
    private readonly TimeProvider _clock;
    private readonly string _name;
    private readonly Func<IChannel, CancellationToken, Task> _declare;
    private readonly Backoff _pause = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private IConnection? _connection;
    private IChannel? _channel;
    private long _notBefore;
    private int _next;
    private bool _disposed;

    public RabbitLink(RabbitSettings settings, TimeProvider clock, string name, Func<IChannel, CancellationToken, Task> declare)
    {
        IReadOnlyList<string> problems = settings.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(settings));
        (_settings, _clock, _name, _declare) = (settings, clock, name, declare);
        _notBefore = clock.GetTimestamp();
        _next = Random.Shared.Next(settings.Endpoints().Count);
    }

    /// <summary>The port of the node that it is connected to; 0 for none.</summary>
    public int Port => _connection is { IsOpen: true } open ? open.Endpoint.Port : 0;

    /// <summary>A channel that is open, on which publishing waits for the confirmation; all that was declared is there.</summary>
    /// <exception cref="TransportException">No node can be reached.</exception>
    public async Task<IChannel> ChannelAsync(CancellationToken cancel)
    {
        await _connecting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_channel is { IsOpen: true } open) return open;
            await CloseAsync().ConfigureAwait(false);
            TimeSpan wait = _clock.GetElapsedTime(_clock.GetTimestamp(), _notBefore);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, cancel).ConfigureAwait(false);
            return await ConnectAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Gives the connection up, so that the next call makes a new one.</summary>
    public async Task DropAsync()
    {
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            _disposed = true;
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Whether an error means that the connection or the node is away.</summary>
    public static bool IsAway(Exception failed) => failed is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException { ObjectName: not nameof(RabbitLink) };

    private async Task<IChannel> ConnectAsync(CancellationToken cancel)
    {
        IReadOnlyList<(string Host, int Port)> endpoints = _settings.Endpoints();
        List<string> reasons = [];
        Exception? cause = null;
        for (int i = 0; i < endpoints.Count; i++)
        {
            (string host, int port) = endpoints[_next++ % endpoints.Count];
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                patience.CancelAfter(_settings.TimeoutMs);
                var factory = new ConnectionFactory
                {
                    HostName = host,
                    Port = port,
                    UserName = _settings.User,
                    Password = _settings.Password,
                    VirtualHost = _settings.VirtualHost,
                    ClientProvidedName = _name,
                    AutomaticRecoveryEnabled = false,
                    TopologyRecoveryEnabled = false,
                    RequestedConnectionTimeout = TimeSpan.FromMilliseconds(_settings.TimeoutMs),
                    ContinuationTimeout = TimeSpan.FromMilliseconds(_settings.TimeoutMs),
                    RequestedHeartbeat = TimeSpan.FromSeconds(10),
                };
                _connection = await factory.CreateConnectionAsync(patience.Token).ConfigureAwait(false);
                var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(_settings.InFlight));
                _channel = await _connection.CreateChannelAsync(options, patience.Token).ConfigureAwait(false);
                await _declare(_channel, patience.Token).ConfigureAwait(false);
                _pause.Reset();
                _notBefore = _clock.GetTimestamp();
                _next += endpoints.Count - 1;
                return _channel;
            }
            catch (Exception failed) when (IsAway(failed) || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                reasons.Add($"{host}:{port}: {(failed is OperationCanceledException ? $"no answer within {_settings.TimeoutMs} ms" : failed.Message)}");
                cause = failed;
                await CloseAsync().ConfigureAwait(false);
            }
        }
        _notBefore = _clock.GetTimestamp() + (long)(_pause.Next(Random.Shared.NextDouble()).TotalSeconds * _clock.TimestampFrequency);
        throw new TransportException($"RabbitMQ cannot be reached: {string.Join("; ", reasons)}", cause);
    }

    private async Task CloseAsync()
    {
        (IChannel? channel, IConnection? connection) = (_channel, _connection);
        (_channel, _connection) = (null, null);
        try
        {
            if (connection is { IsOpen: true }) await connection.CloseAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
            if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failed) when (IsAway(failed) || failed is OperationCanceledException)
        {
            // It is gone already.
        }
    }
}
