using Microsoft.Extensions.Logging;

namespace Vicinity.Weather;

/// <summary>
/// A proxy: closes the windows of a store one after the other, and writes them to the log of windows, from which they go to every terminal. Several may run: the holder of
/// the lease works. One that takes over finds in the log of windows what was sent, and goes on there; one that was paused and does not know that it was replaced is
/// refused by its term.
/// </summary>
/// <param name="options">Its settings.</param>
/// <param name="store">Where the coefficients are.</param>
/// <param name="windows">Where windows go.</param>
/// <param name="lease">Who works.</param>
/// <param name="log">Where it tells what goes wrong.</param>
/// <param name="time">The clock.</param>
public sealed partial class WindowProxy(ProxyOptions options, ICoefficientStore store, IWindowLog windows, IProxyLease lease, ILogger log, TimeProvider time)
{
    // So that the lease is held on to between them, however many windows nobody sent.
    private const int MostAtOnce = 20;

    private SentWindows? _sent;
    private long? _term;
    private long _changes, _count, _corrections;
    private volatile string? _problem;

    /// <summary>What it does.</summary>
    public ProxyStatus Status => new(_term, Interlocked.Read(ref _count), Interlocked.Read(ref _corrections), _problem);

    /// <summary>Works, or waits to take over, until it is cancelled; then it lets another one take over.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan pause = await StepAsync(cancel).ConfigureAwait(false);
            if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await ReleaseAsync().ConfigureAwait(false);
    }

    /// <summary>Does what there is to be done now.</summary>
    /// <returns>After which time there is more.</returns>
    internal async Task<TimeSpan> StepAsync(CancellationToken cancel)
    {
        try
        {
            bool isBehind = await TurnAsync(cancel).ConfigureAwait(false);
            _problem = null;
            return isBehind ? TimeSpan.Zero : UntilNext();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (FencedException replaced)
        {
            LogReplaced(replaced.Message);
            (_term, _sent) = (null, null);
        }
        catch (TransportException away)
        {
            // What was sent without an answer may be there: the log of windows says so.
            if (_problem is null) LogAway(away.Message);
            (_problem, _sent) = (away.Message, null);
        }
        return TimeSpan.FromMilliseconds(options.HoldMs);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    // True when there is more to be done at once.
    private async Task<bool> TurnAsync(CancellationToken cancel)
    {
        long? term = await lease.HoldAsync(cancel).ConfigureAwait(false);
        if (term != _term) _sent = null;
        _term = term;
        if (term is not { } held) return false;
        _sent ??= await TakeOverAsync(cancel).ConfigureAwait(false);
        bool isBehind = await CloseAsync(_sent, held, cancel).ConfigureAwait(false);
        if (options.SendsCorrections) await CorrectAsync(_sent, held, cancel).ConfigureAwait(false);
        _sent.ForgetBefore((Now - options.CorrectableMs) / options.WindowMs - 1);
        return isBehind;
    }

    private async Task<SentWindows> TakeOverAsync(CancellationToken cancel)
    {
        long oldest = (Now - options.CorrectableMs) / options.WindowMs;
        var sent = new SentWindows(options.WindowMs);
        foreach (Window window in await windows.LatestAsync(oldest * options.WindowMs, cancel).ConfigureAwait(false)) sent.Add(window);
        // Where nothing was ever sent, the first window is the oldest that has a reading.
        StoreChanges changes = await store.ChangesAsync(0, options.WindowMs, cancel).ConfigureAwait(false);
        long first = changes.Windows.FirstOrDefault(w => w >= oldest, Closed());
        sent.Next = Math.Max(oldest, sent.Next ?? first);
        // All of them are compared with what was sent: what came in while nobody worked is among them.
        _changes = 0;
        return sent;
    }

    // Windows below this number are closed.
    private long Closed() => (Now - options.LatenessMs) / options.WindowMs;

    private async Task<bool> CloseAsync(SentWindows sent, long term, CancellationToken cancel)
    {
        long before = Closed(), most = sent.Next!.Value + MostAtOnce;
        for (long number = sent.Next.Value; number < Math.Min(before, most); number++)
        {
            IReadOnlyList<Window> closed = await StoredWindows.ReadAsync(store, number, options.WindowMs, cancel).ConfigureAwait(false);
            await SendAsync(sent, closed, term, cancel).ConfigureAwait(false);
            sent.Next = number + 1;
        }
        return most < before;
    }

    private async Task CorrectAsync(SentWindows sent, long term, CancellationToken cancel)
    {
        StoreChanges changes = await store.ChangesAsync(_changes, options.WindowMs, cancel).ConfigureAwait(false);
        long oldest = (Now - options.CorrectableMs) / options.WindowMs;
        foreach (long number in changes.Windows)
        {
            if (number >= sent.Next || number < oldest) continue;
            IReadOnlyList<Window> unsent = sent.Unsent(number, await StoredWindows.ReadAsync(store, number, options.WindowMs, cancel).ConfigureAwait(false));
            if (unsent.Count == 0) continue;
            await SendAsync(sent, unsent, term, cancel).ConfigureAwait(false);
            Interlocked.Add(ref _corrections, unsent.Count);
        }
        _changes = changes.Position;
    }

    private async Task SendAsync(SentWindows sent, IReadOnlyList<Window> closed, long term, CancellationToken cancel)
    {
        await windows.SendAsync(closed, term, cancel).ConfigureAwait(false);
        foreach (Window window in closed) sent.Add(window);
        Interlocked.Add(ref _count, closed.Count);
    }

    private TimeSpan UntilNext()
    {
        if (_term is null || _sent?.Next is not { } next) return TimeSpan.FromMilliseconds(options.HoldMs);
        long due = (next + 1) * options.WindowMs + options.LatenessMs - Now;
        return TimeSpan.FromMilliseconds(Math.Clamp(due, 1, options.HoldMs));
    }

    private async Task ReleaseAsync()
    {
        if (_term is null) return;
        try
        {
            await lease.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // The lease ends by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another proxy has taken over: {Reason}")]
    private partial void LogReplaced(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Windows wait until they can be closed or sent: {Reason}")]
    private partial void LogAway(string reason);
}
