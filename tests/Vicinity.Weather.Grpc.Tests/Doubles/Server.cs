using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>A compute server over a store in memory. Its readings can be held up, and its connections cut.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly GrpcReadingQueue _queue;
    private readonly MemoryStore _store;
    private readonly Task _run;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _gate;
    private int _handled, _isDisposed;

    private Server(GrpcServerOptions options, MemoryStore store)
    {
        _store = store;
        _queue = new GrpcReadingQueue(options, NullLoggerFactory.Instance, problem: () => Problem);
        _run = _queue.RunAsync(HandleAsync, _ended.Token);
    }

    /// <summary>Calls of its handler.</summary>
    public int Handled => Volatile.Read(ref _handled);

    public string? Problem { get; set; }

    /// <summary>Done when a reading is held up in its handler.</summary>
    public Task Held => _held.Task;

    public string Address { get; private set; } = "";

    public static async Task<Server> StartAsync(MemoryStore store, GrpcServerOptions options)
    {
        var server = new Server(options, store);
        server.Address = await await Task.WhenAny(server._queue.Address, server._run.ContinueWith(_ => "", TaskScheduler.Default));
        if (server._run.IsCompleted) await server._run;
        return server;
    }

    /// <summary>From now on its handler waits until <see cref="Release"/>.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Release();
        await _ended.CancelAsync();
        await _run;
        await _queue.DisposeAsync();
        _ended.Dispose();
    }

    private async Task<IReadOnlyList<Coefficient>> HandleAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        Interlocked.Increment(ref _handled);
        if (_gate is { } gate)
        {
            _held.TrySetResult();
            // As a process that is stopped would: it does not hear that the caller has gone.
            await gate.Task;
        }
        Coefficient[] worked = [.. readings.Select(r => new Coefficient(r, r.Kind == ReadingKind.Wind ? null : 0.5))];
        await _store.AddAsync(worked, CancellationToken.None);
        return worked;
    }
}
