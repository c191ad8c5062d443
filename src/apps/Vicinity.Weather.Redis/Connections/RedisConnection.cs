using System.Globalization;
using StackExchange.Redis;

namespace Vicinity.Weather.Redis;

/// <summary>
/// The connection to Redis that store, lease and window log share. It comes back by itself, with growing pauses of random length; while Redis is away each call fails at once. Thread-safe.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly ConfigurationOptions _configuration;
    private readonly TimeSpan _timeout;
    private ConnectionMultiplexer? _multiplexer;
    private bool _disposed;

    /// <summary>Prepares a connection; it is made at the first call.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message has a line for each.</exception>
    public RedisConnection(RedisSettings settings)
    {
        IReadOnlyList<string> problems = settings.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(settings));
        Settings = settings;
        _timeout = TimeSpan.FromMilliseconds(settings.TimeoutMs);
        _configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectTimeout = settings.TimeoutMs,
            AsyncTimeout = settings.TimeoutMs,
            SyncTimeout = settings.TimeoutMs,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            ReconnectRetryPolicy = new ExponentialRetry(100, 5_000),
            ClientName = "vicinity-weather",
            IncludeDetailInExceptions = false,
        };
        foreach (string address in settings.Address.Split(',')) _configuration.EndPoints.Add(address.Trim());
        if (settings.User.Length > 0) _configuration.User = settings.User;
        if (settings.Password.Length > 0) _configuration.Password = settings.Password;
    }

    /// <summary>The settings.</summary>
    public RedisSettings Settings { get; }

    /// <summary>A key. All have the same hash tag, so that a script may use several of them in a cluster, too.</summary>
    internal RedisKey Key(string name) => $"{{{Settings.Prefix}}}:{name}";

    /// <summary>Runs a script of ours: all of it happens, or nothing.</summary>
    /// <exception cref="TransportException">Redis is away, overloaded, or refuses; whether it was run is not known.</exception>
    internal async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancel) =>
        await CallAsync(async database =>
        {
            try
            {
                return await database.ScriptEvaluateAsync(script, keys, values).ConfigureAwait(false);
            }
            catch (RedisServerException gone) when (gone.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // A Redis that was started again has forgotten its scripts; the library learns that from this answer.
                return await database.ScriptEvaluateAsync(script, keys, values).ConfigureAwait(false);
            }
        }, cancel).ConfigureAwait(false);

    /// <summary>Asks something.</summary>
    /// <exception cref="TransportException">Redis is away, overloaded, or refuses.</exception>
    internal async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancel)
    {
        try
        {
            ConnectionMultiplexer multiplexer = await ConnectAsync(cancel).ConfigureAwait(false);
            return await call(multiplexer.GetDatabase()).WaitAsync(_timeout, cancel).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is RedisException or TimeoutException or ObjectDisposedException { ObjectName: not nameof(RedisConnection) })
        {
            throw Explained(failed);
        }
    }

    /// <summary>Calls an action at each message of a channel. A message that is sent while the connection is away does not come: a hint only.</summary>
    internal async Task<IAsyncDisposable> ListenAsync(string name, Action heard, CancellationToken cancel)
    {
        try
        {
            ConnectionMultiplexer multiplexer = await ConnectAsync(cancel).ConfigureAwait(false);
            ISubscriber subscriber = multiplexer.GetSubscriber();
            RedisChannel channel = RedisChannel.Literal((string)Key(name)!);
            void Handle(RedisChannel from, RedisValue message) => heard();
            await subscriber.SubscribeAsync(channel, Handle).WaitAsync(_timeout, cancel).ConfigureAwait(false);
            return new Subscription(() => subscriber.UnsubscribeAsync(channel, Handle, CommandFlags.FireAndForget));
        }
        catch (Exception failed) when (failed is RedisException or TimeoutException)
        {
            throw Explained(failed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connecting.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed) return;
            _disposed = true;
            if (_multiplexer is not null) await _multiplexer.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _multiplexer) is { } there && !_disposed) return there;
        await _connecting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _multiplexer ??= await ConnectionMultiplexer.ConnectAsync(_configuration).WaitAsync(_timeout * 2, cancel).ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private TransportException Explained(Exception failed) => failed switch
    {
        RedisTimeoutException or TimeoutException => new TransportException(string.Create(CultureInfo.InvariantCulture, $"Redis at {Settings.Address} gave no answer within {Settings.TimeoutMs} ms: whether the call was carried out is not known"), failed),
        RedisServerException refused => new TransportException($"Redis at {Settings.Address} refused: {refused.Message}", failed),
        _ => new TransportException($"Redis at {Settings.Address} cannot be reached: {failed.Message}", failed),
    };

    private sealed class Subscription(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end().ConfigureAwait(false);
    }
}
