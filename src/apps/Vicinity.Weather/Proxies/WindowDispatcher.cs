using Microsoft.Extensions.Logging;

namespace Vicinity.Weather;

/// <summary>
/// Carries windows from the log of windows to terminals, by whatever brings them there. What was carried is remembered at the log's end by nobody: it begins where the
/// terminals are, and a terminal knows a window that comes twice.
/// </summary>
/// <param name="windows">Where windows are.</param>
/// <param name="sink">Where they go.</param>
/// <param name="term">The term under which the proxy works; null while another one does.</param>
/// <param name="log">Where it tells what goes wrong.</param>
/// <param name="time">The clock.</param>
public sealed partial class WindowDispatcher(IWindowFeed windows, IWindowSink sink, Func<long?> term, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Carries windows until it is cancelled.</summary>
    /// <param name="after">Where to begin; empty for all that is kept.</param>
    /// <param name="cancel">Ends it.</param>
    public Task RunAsync(string after, CancellationToken cancel) => windows.RunAsync(after, CarryAsync, cancel);

    private async Task CarryAsync(IReadOnlyList<Window> carried, string position, CancellationToken cancel)
    {
        bool told = false;
        while (true)
        {
            try
            {
                if (term() is { } held)
                {
                    await sink.SendAsync(carried, held, cancel).ConfigureAwait(false);
                    return;
                }
            }
            catch (Exception away) when (away is TransportException or FencedException)
            {
                if (!told) LogAway(away.Message);
                told = true;
            }
            await Task.Delay(s_pause, time, cancel).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Windows wait until they can be sent to the terminals: {Reason}")]
    private partial void LogAway(string reason);
}
