namespace Vicinity.Weather.Tests;

/// <summary>A log of windows in memory: refuses older terms and repeated windows, as a real one does.</summary>
internal sealed class MemoryWindowLog : IWindowLog
{
    private readonly Lock _gate = new();
    private readonly List<Window> _all = [];
    private readonly HashSet<(Quantity, WindowScope, string, long, int)> _known = [];
    private long _term;
    private string _carried = "";

    public bool IsAway { get; set; }

    public int Repeated { get; private set; }

    /// <summary>Calls that failed because it was away.</summary>
    public int Failed { get; private set; }

    public IReadOnlyList<Window> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    public Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel)
    {
        Check();
        lock (_gate)
        {
            if (term < _term) throw new FencedException(term, _term);
            _term = term;
            foreach (Window window in windows)
            {
                if (_known.Add((window.Quantity, window.Scope, window.Name, window.Start, window.Revision))) _all.Add(window);
                else Repeated++;
            }
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Window>> LatestAsync(long from, CancellationToken cancel)
    {
        Check();
        lock (_gate) return Task.FromResult<IReadOnlyList<Window>>([.. _all.Where(w => w.Start >= from).GroupBy(w => (w.Quantity, w.Scope, w.Name, w.Start)).Select(g => g.MaxBy(w => w.Revision)!)]);
    }

    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        int position = after.Length == 0 ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
        while (!cancel.IsCancellationRequested)
        {
            IReadOnlyList<Window> all = All;
            if (all.Count == position)
            {
                await Task.Yield();
                continue;
            }
            Window[] fresh = [.. all.Skip(position)];
            position = all.Count;
            await handler(fresh, position.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel);
        }
    }

    public Task<string> CarriedAsync(CancellationToken cancel)
    {
        Check();
        lock (_gate) return Task.FromResult(_carried);
    }

    public Task KeepCarriedAsync(string position, long term, CancellationToken cancel)
    {
        Check();
        lock (_gate)
        {
            if (term < _term) throw new FencedException(term, _term);
            _carried = position;
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;

    private void Check()
    {
        if (!IsAway) return;
        Failed++;
        throw new TransportException("the log of windows is away");
    }
}
