using Grpc.Core;
using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc;

/// <summary>A terminal that registered: called with each batch of windows, one after the other, until it has kept it.</summary>
internal sealed class TerminalLink : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly WindowCourse _course;
    private readonly GrpcProxyOptions _options;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly V1.Terminal.TerminalClient _client;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _sending;
    private long _windows, _lastHeartbeat;
    private volatile string _position;
    private volatile string? _problem;

    public TerminalLink(V1.TerminalRegistration registration, WindowCourse course, GrpcProxyOptions options, TimeProvider time)
    {
        (Registration, _course, _options, _time, _position) = (registration, course, options, time, registration.Position);
        _channel = GrpcDial.Open(registration.Address, options.Dial);
        _client = new V1.Terminal.TerminalClient(_channel);
        Beat();
        _sending = SendAsync();
    }

    public V1.TerminalRegistration Registration { get; }

    public TerminalStatus Status => new(Registration.Name, Registration.Address, _position, Interlocked.Read(ref _windows), _problem);

    public void Beat() => Volatile.Write(ref _lastHeartbeat, _time.GetTimestamp());

    public bool IsSilentFor(TimeSpan limit) => _time.GetElapsedTime(Volatile.Read(ref _lastHeartbeat)) > limit;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _channel.Dispose();
        _ended.Dispose();
    }

    private async Task SendAsync()
    {
        TimeSpan pause = s_firstPause;
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await foreach (V1.WindowBatch batch in _course.FromAsync(_position, _ended.Token).ConfigureAwait(false))
                {
                    bool isTaken = await CallAsync(batch).ConfigureAwait(false);
                    (_problem, pause) = (null, s_firstPause);
                    if (!isTaken) break;
                }
                continue;
            }
            catch (RpcException status)
            {
                _problem = $"{status.StatusCode}: {status.Status.Detail}";
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever the log of windows fails with, the terminal goes on to be served.
                _problem = e.Message;
            }
            await Task.Delay(pause, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    // False when the terminal stands elsewhere: then it is brought what comes from there on.
    private async Task<bool> CallAsync(V1.WindowBatch batch)
    {
        // The message is shared between terminals; only its envelope is this one's.
        var own = new V1.WindowBatch { After = batch.After, Position = batch.Position, Session = Registration.Session };
        own.Windows.AddRange(batch.Windows);
        V1.WindowsKept kept = await _client.receive_windowsAsync(own, deadline: DateTime.UtcNow.AddMilliseconds(_options.DeadlineMs), cancellationToken: _ended.Token).ConfigureAwait(false);
        if (kept.Position.Length > TerminalTable.MostPositionLength) throw Statuses.Unavailable($"the terminal names a position of {kept.Position.Length} characters");
        _position = kept.Position;
        if (kept.Position != batch.Position) return false;
        Interlocked.Add(ref _windows, batch.Windows.Count);
        return true;
    }
}
