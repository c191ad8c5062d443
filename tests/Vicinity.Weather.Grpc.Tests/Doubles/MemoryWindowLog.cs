namespace Vicinity.Weather.Grpc.Tests;

/// <summary>A log of windows in memory. A position is the number of windows before it.</summary>
internal sealed class MemoryWindowLog : IWindowLog
{
    private readonly Lock _gate = new();
    private readonly List<Window> _windows = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _term;

    /// <summary>How often it was read from a position.</summary>
    public int Reads { get; private set; }

    public Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (term < _term) throw new FencedException(term, _term);
            _term = term;
            _windows.AddRange(windows);
            _grown.SetResult();
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return Task.CompletedTask;
    }

    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        int at = after.Length == 0 ? 0 : int.Parse(after);
        lock (_gate) Reads++;
        while (true)
        {
            Window[] windows;
            Task grown;
            lock (_gate) (windows, grown) = ([.. _windows.Skip(at).Take(10)], _grown.Task);
            if (windows.Length == 0) await grown.WaitAsync(cancel);
            else await handler(windows, (at += windows.Length).ToString(), cancel);
        }
    }

    public Task<IReadOnlyList<Window>> LatestAsync(long from, CancellationToken cancel) => throw new NotSupportedException();

    public Task<string> CarriedAsync(CancellationToken cancel) => throw new NotSupportedException();

    public Task KeepCarriedAsync(string position, long term, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
