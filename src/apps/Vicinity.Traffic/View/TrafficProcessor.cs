using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Traffic;

/// <summary>
/// Follows all quadrants' topics, also those that appear later, and feeds the view. At the start it reads the log from the beginning
/// of the kept history on. While the log is away the view stays as it is and says how old it is; it goes on by itself.
/// </summary>
public sealed partial class TrafficProcessor : SupervisedService
{
    private const int PositionsAtOnce = 1024;

    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DelayedAfter = TimeSpan.FromSeconds(3);

    private readonly TrafficOptions _options;
    private readonly TrafficView _view;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly VehicleIds _ids = new();
    private readonly VehiclePosition[] _batch = new VehiclePosition[PositionsAtOnce];
    private readonly long _startedAt;
    private volatile Consumer? _consumer;
    private long _badRecords, _lastWritten, _lastExpiry;
    private bool _away;

    /// <summary>Begins when it is started.</summary>
    public TrafficProcessor(TrafficOptions options, TrafficView view, ILogger<TrafficProcessor> log, TimeProvider? time = null)
        : base(log, time ?? TimeProvider.System)
    {
        (_options, _view, _log, _time) = (options, view, log, time ?? TimeProvider.System);
        _startedAt = Now;
    }

    /// <summary>Records that held no sound position.</summary>
    public long BadRecords => Interlocked.Read(ref _badRecords);

    /// <summary>How fresh the view is.</summary>
    public ViewHealth Health
    {
        get
        {
            Consumer? consumer = _consumer;
            long now = Now;
            long silent = now - (consumer?.LastSuccess?.ToUnixTimeMilliseconds() ?? _startedAt);
            if (silent > DelayedAfter.TotalMilliseconds) return new ViewHealth(false, true, silent / 1000.0);
            if (consumer is { IsCaughtUp: true }) return new ViewHealth(true, false, 0);
            long behind = Interlocked.Read(ref _lastWritten) is var written and > 0 ? now - written : 0;
            return behind > DelayedAfter.TotalMilliseconds
                ? new ViewHealth(false, true, behind / 1000.0)
                : new ViewHealth(consumer?.LastSuccess is not null, false, 0);
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = _options.BootstrapServers,
            ClientId = "vicinity-traffic-view",
            AutoOffsetReset = OffsetReset.Earliest,
            EnableAutoCommit = false,
            TopicRefreshInterval = TimeSpan.FromSeconds(1),
        };
        await using var consumer = new Consumer(options, _time);
        consumer.Subscribe(TopicFilter.Prefix(QuadrantMap.TopicPrefix), StartPosition.AtTime(Math.Max(0, Now - _options.HistorySeconds * 1000L)));
        _consumer = consumer;
        await FollowAsync(consumer, cancel).ConfigureAwait(false);
    }

    private async Task FollowAsync(Consumer consumer, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                ConsumedBatch? batch = await consumer.PollAsync(PollTime, cancel).ConfigureAwait(false);
                if (batch is not null) TakeOrTell(batch);
                if (_away && (batch is not null || consumer.IsConnected)) TellBack();
                ExpireNowAndThen();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception trouble)
            {
                // Whatever it is: the view keeps what it has, the consumer its places, and the next round may go well.
                if (!_away) LogAway(trouble.Message);
                _away = true;
                ExpireNowAndThen();
                await Task.Delay(Pause, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A batch that cannot be taken in costs its own positions, not those after it.
    private void TakeOrTell(ConsumedBatch batch)
    {
        try
        {
            Take(batch);
        }
        catch (Exception fault)
        {
            Interlocked.Increment(ref _badRecords);
            LogFault(batch.Topic, fault.Message, fault);
        }
    }

    private void Take(ConsumedBatch batch)
    {
        int count = 0;
        foreach (Record record in batch)
        {
            if (PositionRecord.TryRead(record.Value.Span, _ids, out _batch[count], out string? reason)) count++;
            else TellBad(batch.Topic, record.Offset, reason);
            Interlocked.Exchange(ref _lastWritten, record.Timestamp);
            if (count < PositionsAtOnce) continue;
            _view.Add(_batch);
            count = 0;
        }
        _view.Add(_batch.AsSpan(0, count));
    }

    private void ExpireNowAndThen()
    {
        long now = Now;
        if (now - _lastExpiry < 1000) return;
        _lastExpiry = now;
        _view.Expire();
    }

    private void TellBad(string topic, long offset, string reason)
    {
        // The first ones and then ever fewer, so that a flood of bad records does not become a flood of lines.
        long bad = Interlocked.Increment(ref _badRecords);
        if (bad <= 10 || (bad & (bad - 1)) == 0) LogBad(topic, offset, reason, bad);
    }

    private void TellBack()
    {
        _away = false;
        LogBack();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log cannot be read; the view stays as it is until it can: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log can be read again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of {Topic} could not be taken into the view, which goes on without it: {Reason}")]
    private partial void LogFault(string topic, string reason, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record {Topic}@{Offset} is no position: {Reason} ({Count} bad records so far)")]
    private partial void LogBad(string topic, long offset, string reason, long count);
}
