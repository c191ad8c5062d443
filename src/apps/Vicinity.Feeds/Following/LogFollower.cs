using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Feeds;

/// <summary>
/// Follows topics, also those that appear later, and feeds a view. At the start it reads the log from the beginning of the kept
/// history on. While the log is away the view stays as it is and says how old it is; it goes on by itself. One thread at a time calls
/// the abstract members; the properties may be read from any.
/// </summary>
/// <typeparam name="T">What a record holds.</typeparam>
public abstract partial class LogFollower<T> : SupervisedService
{
    private const int EventsAtOnce = 1024;

    // A view takes events in faster than they come, so little need be fetched ahead; and an answer of this size fits a pooled array of 4 MiB, where 16 MiB would take 32.
    private const int AnswerBytes = 4 * 1024 * 1024 - 64 * 1024;
    private const int AheadBytes = 8 * 1024 * 1024;

    // An answer comes as soon as there is a record; while there is none, each request names all partitions once more.
    private static readonly TimeSpan s_longestFetch = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_pollTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_delayedAfter = TimeSpan.FromSeconds(3);

    private readonly FollowOptions _options;
    private readonly ILogger _log;
    private readonly T[] _batch = new T[EventsAtOnce];
    private readonly long _startedAt;
    private volatile Consumer? _consumer;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _badRecords, _lastWritten, _lastTick;
    private volatile bool _hasReachedPresent;
    private bool _away;

    /// <summary>Begins when it is started.</summary>
    protected LogFollower(FollowOptions options, ILogger log, TimeProvider? time)
        : base(log, time ?? TimeProvider.System)
    {
        (_options, _log) = (options, log);
        _startedAt = Now;
    }

    /// <summary>Records that could not be read as events.</summary>
    public long BadRecords => Interlocked.Read(ref _badRecords);

    /// <summary>How fresh the view is.</summary>
    public Freshness Health
    {
        get
        {
            Consumer? consumer = _consumer;
            long now = Now;
            long silent = now - (consumer?.LastSuccess?.ToUnixTimeMilliseconds() ?? _startedAt);
            if (silent > s_delayedAfter.TotalMilliseconds) return new Freshness(false, true, silent / 1000.0);
            if (consumer is { IsCaughtUp: true }) return new Freshness(true, false, 0);
            long behind = Interlocked.Read(ref _lastWritten) is var written and > 0 ? now - written : 0;
            return behind > s_delayedAfter.TotalMilliseconds
                ? new Freshness(false, true, behind / 1000.0)
                : new Freshness(_hasReachedPresent, false, 0);
        }
    }

    /// <summary>Completes with the next look at the log, whether it brought records, nothing, or the log is away; looks follow each other several times a second.</summary>
    public Task NextLook => Volatile.Read(ref _looked).Task;

    /// <summary>Waits until everything that the log had is in the view.</summary>
    /// <param name="patience">After how long it gives up, while the log cannot be read; null for never.</param>
    /// <param name="cancel">Gives up at once.</param>
    /// <returns>Whether it is in the view.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<bool> WaitUntilReadAsync(TimeSpan? patience, CancellationToken cancel)
    {
        long began = Time.GetTimestamp();
        while (true)
        {
            // Taken before the look at the state, so that no look in between is missed.
            Task look = NextLook;
            if (Health.Live) return true;
            TimeSpan left = patience is { } most ? most - Time.GetElapsedTime(began) : Timeout.InfiniteTimeSpan;
            if (patience is not null && left <= TimeSpan.Zero) return false;
            try
            {
                await look.WaitAsync(left, Time, cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return Health.Live;
            }
        }
    }

    /// <summary>Partition of what is being read or taken; for the abstract members alone.</summary>
    protected int Partition { get; private set; }

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads one record; false with the reason when it holds no event.</summary>
    protected abstract bool TryRead(in Record record, out T value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason);

    /// <summary>Takes events into the view, in the order of their partition.</summary>
    protected abstract void Take(ReadOnlySpan<T> events);

    /// <summary>Called about once a second, also while the log is away; for what grows old.</summary>
    protected abstract void Tick();

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = _options.BootstrapServers,
            ClientId = _options.ClientId,
            AutoOffsetReset = OffsetReset.Earliest,
            EnableAutoCommit = false,
            TopicRefreshInterval = TimeSpan.FromSeconds(1),
            FetchMaxBytes = AnswerBytes,
            PrefetchBytes = AheadBytes,
            MaxWait = s_longestFetch,
        };
        await using var consumer = new Consumer(options, Time);
        consumer.Subscribe(_options.Topics, _options.History is { } history ? StartPosition.AtTime(Math.Max(0, Now - (long)history.TotalMilliseconds)) : StartPosition.Earliest);
        _consumer = consumer;
        await FollowAsync(consumer, cancel).ConfigureAwait(false);
    }

    private async Task FollowAsync(Consumer consumer, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                ConsumedBatch? batch = await consumer.PollAsync(s_pollTime, cancel).ConfigureAwait(false);
                if (batch is not null) Take(batch);
                NotePresent(consumer);
                if (_away && (batch is not null || consumer.IsConnected)) TellBack();
                TickNowAndThen();
                TellLook();
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
                TickNowAndThen();
                TellLook();
                await Task.Delay(s_pause, Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Where events come all the time there may be no moment in which all partitions are read to their ends; one that was written well after the start is of the present, too.
    private void NotePresent(Consumer consumer) =>
        _hasReachedPresent = _hasReachedPresent || consumer.IsCaughtUp || Interlocked.Read(ref _lastWritten) > _startedAt + s_delayedAfter.TotalMilliseconds;

    private void Take(ConsumedBatch batch)
    {
        int count = 0;
        Partition = batch.Partition.Partition;
        try
        {
            foreach (Record record in batch)
            {
                if (TryReadOrTell(batch.Topic, record, out _batch[count])) count++;
                Interlocked.Exchange(ref _lastWritten, record.Timestamp);
                if (count < EventsAtOnce) continue;
                TakeOrTell(batch.Topic, _batch);
                count = 0;
            }
        }
        catch (Exception fault)
        {
            // What was read before stays, and the next batch is read.
            Interlocked.Increment(ref _badRecords);
            LogBroken(batch.Topic, batch.FirstOffset, batch.NextOffset, fault.Message, fault);
        }
        TakeOrTell(batch.Topic, _batch.AsSpan(0, count));
    }

    // Whoever may write to the log writes what is read here, so a fault of reading is a bad record's like any other: it costs that record alone.
    private bool TryReadOrTell(string topic, in Record record, out T value)
    {
        try
        {
            if (TryRead(record, out value, out string? reason)) return true;
            TellBad(topic, record.Offset, reason, null);
        }
        catch (Exception fault)
        {
            value = default!;
            TellBad(topic, record.Offset, $"reading it failed: {fault.Message}", fault);
        }
        return false;
    }

    private void TakeOrTell(string topic, ReadOnlySpan<T> events)
    {
        if (events.IsEmpty) return;
        try
        {
            Take(events);
        }
        catch (Exception fault)
        {
            Interlocked.Add(ref _badRecords, events.Length);
            LogFault(events.Length, topic, fault.Message, fault);
        }
    }

    private void TickNowAndThen()
    {
        long now = Now;
        if (now - _lastTick < 1000) return;
        _lastTick = now;
        Tick();
    }

    private void TellBad(string topic, long offset, string reason, Exception? fault)
    {
        // The first ones and then ever fewer, so that a flood of bad records does not become a flood of lines.
        long bad = Interlocked.Increment(ref _badRecords);
        if (bad <= 10 || (bad & (bad - 1)) == 0) LogBad(topic, offset, reason, bad, fault);
    }

    private void TellLook() => Interlocked.Exchange(ref _looked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void TellBack()
    {
        _away = false;
        LogBack();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log cannot be read; the view stays as it is until it can: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log can be read again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} events of {Topic} could not be taken into the view, which goes on without them: {Reason}")]
    private partial void LogFault(int count, string topic, string reason, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The records of {Topic} from {From} to before {Next} could not be read to their end: {Reason}")]
    private partial void LogBroken(string topic, long from, long next, string reason, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record {Topic}@{Offset} holds no event that can be read: {Reason} ({Count} bad records so far)")]
    private partial void LogBad(string topic, long offset, string reason, long count, Exception? fault);
}
