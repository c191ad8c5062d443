using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc;

/// <summary>A compute server that registered: its connection, its health and its load. Thread-safe.</summary>
internal sealed class ServerLink : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly Health.HealthClient _health;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watch;
    private int _outstanding;
    private long _answered, _failed, _avoidUntil, _lastHeartbeat;
    private double _meanMs;
    private volatile bool _isServing;

    public ServerLink(string address, GrpcDialOptions dial, TimeProvider time)
    {
        (Address, _time) = (address, time);
        _channel = GrpcDial.Open(address, dial);
        _health = new Health.HealthClient(_channel);
        Client = new V1.ComputeServer.ComputeServerClient(_channel);
        _watch = WatchAsync();
    }

    public string Address { get; }

    public V1.ComputeServer.ComputeServerClient Client { get; }

    public ServerStatus Status => new(Address, Name, _isServing, Capacity, Volatile.Read(ref _outstanding), Interlocked.Read(ref _answered), Interlocked.Read(ref _failed), Volatile.Read(ref _meanMs));

    public string Name { get; private set; } = "";

    public int Capacity { get; private set; } = 1;

    public bool IsServing => _isServing;

    public int Outstanding => Volatile.Read(ref _outstanding);

    public double MeanMs => Volatile.Read(ref _meanMs);

    /// <summary>The server says that it is there.</summary>
    public void Beat(string name, int capacity)
    {
        (Name, Capacity) = (name, capacity);
        Volatile.Write(ref _lastHeartbeat, _time.GetTimestamp());
    }

    public bool IsSilentFor(TimeSpan limit) => _time.GetElapsedTime(Volatile.Read(ref _lastHeartbeat)) > limit;

    /// <summary>Whether it was slow or broke off a moment ago.</summary>
    public bool IsAvoided(long now) => now < Volatile.Read(ref _avoidUntil);

    /// <summary>From now on it is asked last, for a while.</summary>
    public void Avoid(TimeSpan span) => Volatile.Write(ref _avoidUntil, _time.GetUtcNow().Ticks + span.Ticks);

    /// <summary>Takes a place among the calls that it works on at once.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _outstanding) <= Capacity) return true;
        Interlocked.Decrement(ref _outstanding);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _outstanding);

    public void Answered(TimeSpan took)
    {
        Interlocked.Increment(ref _answered);
        double mean = Volatile.Read(ref _meanMs);
        Volatile.Write(ref _meanMs, mean == 0 ? took.TotalMilliseconds : mean + (took.TotalMilliseconds - mean) * 0.05);
    }

    public void Failed() => Interlocked.Increment(ref _failed);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _channel.Dispose();
        _ended.Dispose();
    }

    // The health protocol's Watch: the server says each change at once, and the stream ends when the server does.
    private async Task WatchAsync()
    {
        TimeSpan pause = s_firstPause;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                using AsyncServerStreamingCall<HealthCheckResponse> watch = _health.Watch(new HealthCheckRequest(), cancellationToken: _ended.Token);
                while (await watch.ResponseStream.MoveNext(_ended.Token).ConfigureAwait(false))
                {
                    _isServing = watch.ResponseStream.Current.Status == HealthCheckResponse.Types.ServingStatus.Serving;
                    pause = s_firstPause;
                }
            }
            catch (RpcException)
            {
                // The server is away, or does not speak the health protocol: it gets no calls until it does.
            }
            catch (OperationCanceledException)
            {
                // This link ends.
            }
            _isServing = false;
            await Task.Delay(pause, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }
}
