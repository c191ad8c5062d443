using Microsoft.Extensions.Logging;

namespace Vicinity.Weather;

/// <summary>
/// Carries windows from the log of windows to terminals, by whatever brings them there. How far it is stands in the log of windows, so that a proxy that takes over goes on there. After a crash
/// between sending and keeping that position the last windows are sent again: a terminal knows a window that comes twice.
/// </summary>
/// <param name="windows">Where windows are.</param>
/// <param name="sink">Where they go.</param>
/// <param name="term">The term under which the proxy works; null while another one does.</param>
/// <param name="log">Where it tells what goes wrong.</param>
/// <param name="time">The clock.</param>
public sealed partial class WindowDispatcher(IWindowLog windows, IWindowSink sink, Func<long?> term, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private bool _isAway;

    /// <summary>Carries windows while its proxy works, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (term() is not { } held || await TryAsync(() => windows.CarriedAsync(cancel)).ConfigureAwait(false) is not { } carried)
            {
                await Task.Delay(s_pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            using var replaced = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            try
            {
                await windows.RunAsync(carried, (some, position, _) => CarryAsync(some, position, held, replaced), replaced.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (replaced.IsCancellationRequested)
            {
                // By then another proxy may have gone on, so its position is read anew.
            }
        }
    }

    private async Task CarryAsync(IReadOnlyList<Window> some, string position, long held, CancellationTokenSource replaced)
    {
        bool isSent = false;
        while (true)
        {
            if (term() != held) await replaced.CancelAsync().ConfigureAwait(false);
            replaced.Token.ThrowIfCancellationRequested();
            bool? isKept = await TryAsync<bool?>(async () =>
            {
                if (!isSent) await sink.SendAsync(some, held, replaced.Token).ConfigureAwait(false);
                isSent = true;
                await windows.KeepCarriedAsync(position, held, replaced.Token).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            if (isKept is not null) return;
            await Task.Delay(s_pause, time, replaced.Token).ConfigureAwait(false);
        }
    }

    /// <summary>What the work gives; null when that which it needs is away, or another proxy works.</summary>
    private async Task<T?> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            T done = await work().ConfigureAwait(false);
            _isAway = false;
            return done;
        }
        catch (Exception away) when (away is TransportException or FencedException)
        {
            if (!_isAway) LogAway(away.Message);
            _isAway = true;
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Windows wait until they can be sent to the terminals: {Reason}")]
    private partial void LogAway(string reason);
}
