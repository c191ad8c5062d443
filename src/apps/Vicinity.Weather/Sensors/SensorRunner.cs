using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>
/// One sensor: takes readings, numbers them, keeps them while nobody takes them, and sends them in order. Numbers go on over restarts because they begin at the time
/// of the start, in microseconds, and a reading takes longer than one.
/// </summary>
/// <param name="options">Its settings.</param>
/// <param name="source">What it measures.</param>
/// <param name="sink">Where the readings go; stays the caller's.</param>
/// <param name="log">Where it tells what is refused and dropped.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Draws numbers from 0 to below 1, which spread retries.</param>
public sealed partial class SensorRunner(SensorOptions options, ISensorSource source, IReadingSink sink, ILogger log, TimeProvider time, Func<double> draw)
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ReadingSpool _spool = new(options.MostKept);
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _taken, _stored, _refused, _droppedTold;
    private volatile string? _problem;

    /// <summary>What became of the readings so far.</summary>
    public SensorStatus Status
    {
        get
        {
            lock (_gate) return new SensorStatus(_taken, _stored, _refused, _spool.Count, _spool.Dropped, _problem);
        }
    }

    /// <summary>Runs until the source ends and everything is stored, or until it is cancelled; then what it keeps is sent first, for as long as its settings allow.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var ended = new CancellationTokenSource();
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using CancellationTokenRegistration asked = cancel.Register(() =>
        {
            if (options.DrainMs > 0) late.CancelAfter(options.DrainMs);
            else late.Cancel();
        });
        Task sending = SendAsync(ended.Token, late.Token);
        try
        {
            await MeasureAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It measures nothing more.
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            Wake();
            await sending.ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        long number = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        await foreach (Measurement measured in source.MeasureAsync(options, time, cancel).WithCancellation(cancel).ConfigureAwait(false))
        {
            lock (_gate)
            {
                _spool.Add(new Reading(options.Sensor, number++, measured.Kind, measured.Time, measured.First, measured.Second, options.Place));
                _taken++;
                TellDropped();
            }
            Wake();
        }
    }

    private async Task SendAsync(CancellationToken ended, CancellationToken cancel)
    {
        var pause = new Backoff(s_shortestPause, s_longestPause);
        while (!cancel.IsCancellationRequested)
        {
            Reading[] front = Front();
            if (front.Length == 0)
            {
                if (ended.IsCancellationRequested) return;
                await WaitAsync(cancel).ConfigureAwait(false);
                continue;
            }
            try
            {
                SendOutcome outcome = await sink.SendAsync(front, cancel).ConfigureAwait(false);
                Settle(front, outcome);
                pause.Reset();
                _problem = outcome.RetryAfter is null ? null : "the receiver is overloaded";
                // A half to the whole of it, so that many sensors do not come back in one moment.
                if (outcome.RetryAfter is { } wait) await PauseAsync(wait * (0.5 + draw() / 2), cancel).ConfigureAwait(false);
            }
            catch (TransportException away)
            {
                if (_problem is null) LogAway(options.Sensor, away.Message);
                _problem = away.Message;
                await PauseAsync(pause.Next(draw()), cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancel) => Task.Delay(pause, time, cancel).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private Reading[] Front()
    {
        lock (_gate) return _spool.Front(options.Batch);
    }

    private void Settle(Reading[] sent, SendOutcome outcome)
    {
        if (outcome.Taken == 0) return;
        lock (_gate)
        {
            _spool.RemoveTo(sent[outcome.Taken - 1].Number);
            _refused += outcome.Refused.Count;
            _stored += outcome.Taken - outcome.Refused.Count;
        }
        foreach (ReadingRefusal refusal in outcome.Refused) LogRefused(options.Sensor, refusal.Number, refusal.Reason);
    }

    private void TellDropped()
    {
        // The first ones and then ever fewer, so that an outage does not become a flood of lines.
        long dropped = _spool.Dropped;
        if (dropped == _droppedTold || (dropped > 10 && (dropped & (dropped - 1)) != 0)) return;
        _droppedTold = dropped;
        LogDropped(options.Sensor, options.MostKept, dropped);
    }

    private void Wake() => _news.Writer.TryWrite(true);

    private async Task WaitAsync(CancellationToken cancel)
    {
        try
        {
            await _news.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The loop sees it.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sensor {Sensor} keeps its readings until they are taken: {Reason}")]
    private partial void LogAway(string sensor, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reading {Number} of sensor {Sensor} is refused: {Reason}")]
    private partial void LogRefused(string sensor, long number, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sensor {Sensor} keeps {Most} readings and has dropped the oldest: {Dropped} so far")]
    private partial void LogDropped(string sensor, int most, long dropped);
}
