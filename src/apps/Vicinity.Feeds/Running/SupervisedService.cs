using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vicinity.Feeds;

/// <summary>
/// A background service that no fault ends: an exception that nobody foresaw is logged, and the work begins again after a pause that
/// grows from a second to a minute. So a fault of an application stays in the application, and never ends the log beside it.
/// </summary>
/// <param name="log">Where faults are told.</param>
/// <param name="time">The clock.</param>
public abstract partial class SupervisedService(ILogger log, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private long _faults;

    /// <summary>Faults that the work was begun again after. Thread-safe.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Does the work; returns when there is no more of it, or when it is asked to stop.</summary>
    protected abstract Task WorkAsync(CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan pause = s_shortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            long began = time.GetTimestamp();
            try
            {
                await WorkAsync(stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Interlocked.Increment(ref _faults);
                // Work that went well for a while has earned a short pause.
                if (time.GetElapsedTime(began) > s_longestPause) pause = s_shortestPause;
                LogFault(GetType().Name, fault.Message, pause.TotalSeconds, fault);
            }
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Service} has failed and begins again in {Seconds} s: {Reason}")]
    private partial void LogFault(string service, string reason, double seconds, Exception fault);
}
