namespace Vicinity.Client;

/// <summary>
/// The connection to one address for one purpose; it reconnects when the connection is gone: one attempt at a time, with a pause before each that doubles with
/// each failure. Thread-safe.
/// </summary>
internal sealed class BrokerLink(BrokerAddress address, ClientOptions client, ConnectionOptions options, CancellationToken disposed)
{
    private readonly Lock _gate = new();
    private BrokerConnection? _connection;
    private Task<BrokerConnection>? _attempt;
    private TimeSpan _pause;
    private long _notBefore;

    public BrokerAddress Address { get; } = address;

    /// <summary>The connection, if it is alive.</summary>
    public BrokerConnection? Current => Volatile.Read(ref _connection) is { IsAlive: true } connection ? connection : null;

    /// <summary>Time of the last answer on the current connection, in UTC ticks.</summary>
    public long LastAnswerTicks => Volatile.Read(ref _connection)?.LastAnswerTicks ?? 0;

    /// <summary>The live connection, made if need be. All callers share one attempt.</summary>
    /// <exception cref="ClientException">The attempt failed.</exception>
    public ValueTask<BrokerConnection> GetAsync(CancellationToken cancel)
    {
        if (Current is { } connection) return new ValueTask<BrokerConnection>(connection);
        lock (_gate)
        {
            if (Current is { } made) return new ValueTask<BrokerConnection>(made);
            if (_attempt is null or { IsCompleted: true }) _attempt = AttemptAsync();
            return new ValueTask<BrokerConnection>(_attempt.WaitAsync(cancel));
        }
    }

    public void Close()
    {
        lock (_gate) _connection?.Dispose();
    }

    private async Task<BrokerConnection> AttemptAsync()
    {
        // Leave the caller's lock before anything else is done.
        await Task.Yield();
        TimeSpan wait = TimeSpan.FromSeconds((double)(_notBefore - options.Time.GetTimestamp()) / options.Time.TimestampFrequency);
        if (_notBefore != 0 && wait > TimeSpan.Zero) await Task.Delay(wait, options.Time, disposed).ConfigureAwait(false);
        try
        {
            BrokerConnection connection = await BrokerConnector.ConnectAsync(Address, options, disposed).ConfigureAwait(false);
            lock (_gate)
            {
                _pause = TimeSpan.Zero;
                // A connection that dies at once must not be made in a tight loop either.
                _notBefore = After(client.ReconnectBackoff);
                Volatile.Write(ref _connection, connection);
            }
            if (disposed.IsCancellationRequested) connection.Dispose();
            return connection;
        }
        catch (OperationCanceledException e)
        {
            throw new DisconnectedException(Address.ToString(), "this client is closed", e);
        }
        catch (ClientException)
        {
            TimeSpan next = _pause * 2;
            _pause = next < client.ReconnectBackoff ? client.ReconnectBackoff : next > client.ReconnectBackoffMax ? client.ReconnectBackoffMax : next;
            _notBefore = After(_pause);
            throw;
        }
    }

    private long After(TimeSpan time) => options.Time.GetTimestamp() + (long)(time.TotalSeconds * options.Time.TimestampFrequency);
}
