using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>A terminal that keeps windows in memory, and its position when it goes away.</summary>
internal sealed class TestTerminal(string name, bool streams, params string[] proxies) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Window> _kept = [];
    private CancellationTokenSource _ended = new();
    private Task _run = Task.CompletedTask;

    public string Position { get; private set; } = "";

    public GrpcWindowFeed? Feed { get; private set; }

    public long Sent { get; set; }

    public List<double> Took { get; } = [];

    public TaskCompletionSource? Gate { get; set; }

    public IReadOnlyList<long> Numbers
    {
        get
        {
            lock (_gate) return [.. _kept.Select(w => w.Number)];
        }
    }

    public IReadOnlyList<Window> Kept
    {
        get
        {
            lock (_gate) return [.. _kept];
        }
    }

    public void Start()
    {
        _ended = new CancellationTokenSource();
        Feed = new GrpcWindowFeed(new GrpcTerminalOptions { Name = name, Proxies = proxies, Streams = streams }, NullLoggerFactory.Instance);
        _run = Feed.RunAsync(Position, KeepAsync, _ended.Token);
    }

    public async Task StopAsync()
    {
        Gate?.TrySetResult();
        await _ended.CancelAsync();
        await _run;
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task KeepAsync(IReadOnlyList<Window> windows, string position, CancellationToken cancel)
    {
        if (Gate is { } gate) await gate.Task;
        if (Sent > 0) Took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(Sent).TotalMilliseconds);
        lock (_gate) _kept.AddRange(windows);
        Position = position;
    }
}
