using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Gateway;

/// <summary>
/// Pushes to an application's live readers what they have not been told yet: four times a second, less often when making the messages takes more than a quarter of
/// the time, and at once when a reader comes or looks at something new. A reader to which earlier messages are still on their way is left out, so a slow one gets fewer
/// messages and never a queue of them. One thread at a time calls the abstract members.
/// </summary>
/// <typeparam name="TReader">What the application knows of a reader.</typeparam>
/// <param name="readers">The readers.</param>
/// <param name="log">Where faults are told.</param>
/// <param name="time">The clock.</param>
public abstract partial class LivePush<TReader>(LiveReaders<TReader> readers, ILogger log, TimeProvider time) : SupervisedService(log, time)
    where TReader : class
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_accessPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;
    private long? _accessChecked;

    /// <summary>The readers.</summary>
    protected LiveReaders<TReader> Readers => readers;

    /// <summary>Looks once at what is shown, for all readers.</summary>
    protected abstract void BeginRound();

    /// <summary>What a reader has not been told yet; it is told now.</summary>
    protected abstract IEnumerable<LiveMessage> MessagesFor(TReader reader);

    /// <summary>Whether a reader may go on reading; asked about once a second.</summary>
    protected virtual bool MayRead(TReader reader) => true;

    /// <summary>Waits between two rounds.</summary>
    /// <param name="changed">Completes when a reader has come or looks at something new.</param>
    /// <param name="pause">How long to wait otherwise; infinite while nobody reads.</param>
    /// <param name="cancel">Ends the wait.</param>
    protected virtual async Task WaitAsync(Task changed, TimeSpan pause, CancellationToken cancel)
    {
        // A wait without an end that is left behind would be kept until the program stops, one for each reader who comes when nobody reads.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(changed, Task.Delay(pause, Time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected sealed override async Task WorkAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            Task changed = readers.Changed;
            long began = Time.GetTimestamp();
            if (readers.Count > 0) PushAll();
            TimeSpan took = Time.GetElapsedTime(began);
            await WaitAsync(changed, PauseAfter(took), cancel).ConfigureAwait(false);
            // However often readers look at something new: at most fifty rounds a second, and half of the time is left to others.
            if (changed.IsCompleted) await Task.Delay(took > s_leastPause ? took : s_leastPause, Time, cancel).ConfigureAwait(false);
        }
    }

    private TimeSpan PauseAfter(TimeSpan took) =>
        readers.Count == 0 ? Timeout.InfiniteTimeSpan : took * 3 > s_pause ? took * 3 : s_pause - took;

    private void PushAll()
    {
        if (_accessChecked is not { } last || Time.GetElapsedTime(last) >= s_accessPause)
        {
            _accessChecked = Time.GetTimestamp();
            foreach (LiveConnection<TReader> connection in readers.Connections)
                if (!MayRead(connection.Reader)) connection.Leave();
        }

        BeginRound();
        foreach (LiveConnection<TReader> connection in readers.Connections)
        {
            if (connection.IsBusy) continue;
            try
            {
                connection.Send([.. MessagesFor(connection.Reader)]);
            }
            catch (Exception fault)
            {
                // It would miss what was made of this round, so it begins anew; the others go on.
                LogFault(fault.Message, fault);
                connection.Leave();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What a live reader is to be told cannot be made; its connection is closed: {Reason}")]
    private partial void LogFault(string reason, Exception fault);
}
