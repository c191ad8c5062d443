using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>
/// Puts the readings of the log into windows, as a member of a consumer group: each partition is worked on by one process. What it has read and what came out of it are stored together, as a <see cref="Step"/>;
/// steps form a chain, so that each reading counts once, whatever is killed, paused or started twice. Where nobody measures any more the clock closes the windows.
/// </summary>
public sealed partial class WindowProcessor(WeatherOptions options, ILogger<WindowProcessor> log, TimeProvider? time = null)
    : SupervisedService(log, time ?? TimeProvider.System), IRebalanceListener
{
    private const string ClientId = "vicinity-weather-processor";
    private const int MostRejections = 1_000;
    private const long MostRejectedBytes = 4 * 1024 * 1024;
    private const long HeardWithinMs = 3_000;

    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_waiting = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_commitEvery = TimeSpan.FromSeconds(5);

    private readonly ILogger _log = log;
    private readonly WindowRules _rules = WindowRules.Of(options);
    private readonly Dictionary<TopicPartition, PartitionRun> _runs = [];
    private IReadOnlyList<int> _partitions = [];
    private long _readings, _rejected, _steps, _stored, _lost, _builtUp, _committedAt;
    private volatile string? _problem;
    private bool _isParked, _assigns;

    /// <summary>How it is. Thread-safe.</summary>
    public ProcessorStatus Status => new(
        Volatile.Read(ref _partitions), Interlocked.Read(ref _readings), Interlocked.Read(ref _rejected), Interlocked.Read(ref _steps), Interlocked.Read(ref _stored), Interlocked.Read(ref _lost), Interlocked.Read(ref _builtUp), _problem);

    /// <summary>Name of the consumer group.</summary>
    public static string GroupOf(WeatherOptions options) => $"vicinity-{options.StepsTopic}";

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    ValueTask IRebalanceListener.OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        (_isParked, _assigns) = (false, true);
        return ValueTask.CompletedTask;
    }

    ValueTask IRebalanceListener.OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Park();

    ValueTask IRebalanceListener.OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => Park();

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await using var topics = new LogTopics(options, ClientId, Time);
        await using Producer producer = LogMember.Producer(options, ClientId, Time);
        await using RejectedTopic? rejected = options.RejectedTopic.Length == 0 ? null : new RejectedTopic(
            new RejectedOptions(options.BootstrapServers, ClientId, options.RejectedTopic) { Partitions = options.Partitions, Replicas = options.Replicas }, Time);
        await EnsureAsync(topics, cancel).ConfigureAwait(false);
        await using Consumer consumer = LogMember.Consumer(options, ClientId, GroupOf(options), OffsetReset.Earliest, Time);
        _runs.Clear();
        (_isParked, _assigns) = (true, false);
        consumer.Subscribe(TopicFilter.Topics(options.ReadingsTopic), this);
        try
        {
            while (!cancel.IsCancellationRequested) await GoOnAsync(topics, producer, rejected, consumer, cancel).ConfigureAwait(false);
        }
        finally
        {
            _runs.Clear();
            Volatile.Write(ref _partitions, []);
        }
    }

    /// <summary>The group shares the partitions out: what this process has is kept, since it may get it back.</summary>
    private ValueTask Park()
    {
        _isParked = true;
        return ValueTask.CompletedTask;
    }

    private async Task EnsureAsync(LogTopics topics, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await topics.EnsureStepsAsync(cancel).ConfigureAwait(false);
                return;
            }
            catch (ClientException away) when (!cancel.IsCancellationRequested)
            {
                Trouble(away.Message);
                await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task GoOnAsync(LogTopics topics, Producer producer, RejectedTopic? rejected, Consumer consumer, CancellationToken cancel)
    {
        try
        {
            ConsumedBatch? batch = await consumer.PollAsync(_assigns || _runs.Values.Any(r => r.Sent is not null) ? s_waiting : s_idle, cancel).ConfigureAwait(false);
            if (_isParked) return;
            if (_assigns)
            {
                await BuildUpAsync(topics, rejected, consumer, cancel).ConfigureAwait(false);
                return;
            }
            if (batch is not null && _runs.TryGetValue(batch.Partition, out PartitionRun? reached)) Take(reached, batch);
            foreach (PartitionRun run in _runs.Values)
            {
                if (await GoOnAsync(run, topics, producer, rejected, consumer, cancel).ConfigureAwait(false)) continue;
                // Another server works on it, or has: what it did is in the steps.
                Interlocked.Increment(ref _lost);
                LogLost(run.Readings);
                _runs.Remove(run.Readings);
                _assigns = true;
                break;
            }
            Commit(consumer);
            Well();
        }
        catch (ClientException away) when (!cancel.IsCancellationRequested)
        {
            // Whether a step on its way is stored is not known; the steps tell.
            Trouble(away.Message);
            _runs.Clear();
            _assigns = true;
            await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
        }
    }

    private async Task BuildUpAsync(LogTopics topics, RejectedTopic? rejected, Consumer consumer, CancellationToken cancel)
    {
        rejected?.Forget();
        IReadOnlyList<TopicPartition> assigned = consumer.Assignment;
        foreach (TopicPartition gone in _runs.Keys.Except(assigned).ToList()) _runs.Remove(gone);
        if (assigned.Count > 0) await topics.EnsureStepsAsync(cancel).ConfigureAwait(false);
        foreach (TopicPartition partition in assigned)
        {
            if (!_runs.TryGetValue(partition, out PartitionRun? run) || !await IsCurrentAsync(run, topics, cancel).ConfigureAwait(false))
                _runs[partition] = run = await BuildUpAsync(partition, topics, cancel).ConfigureAwait(false);
            consumer.Seek(partition, StartPosition.AtOffset(run.Work.Next));
        }
        Volatile.Write(ref _partitions, [.. assigned.Select(p => p.Partition).Order()]);
        _assigns = false;
    }

    /// <summary>Whether nobody has written a step since this process knew them all.</summary>
    private async Task<bool> IsCurrentAsync(PartitionRun run, LogTopics topics, CancellationToken cancel)
    {
        if (run.Sent is not null || run.Rejections.Count > 0) return false;
        (_, _, long end) = await topics.PlaceAsync(StepsOf(run.Readings), cancel).ConfigureAwait(false);
        return end == run.Work.StepsNext;
    }

    private async Task<PartitionRun> BuildUpAsync(TopicPartition partition, LogTopics topics, CancellationToken cancel)
    {
        (StepHistory history, long first) = await StepLog.ReadAsync(topics, StepsOf(partition), cancel).ConfigureAwait(false);
        if (history.Last is { } last && last.Rules.WindowMs != _rules.WindowMs)
            throw new ClientException($"the steps in {options.StepsTopic} have windows of {last.Rules.WindowMs} ms and the settings say {_rules.WindowMs} ms: take that length, or name another topic for the steps");
        (Guid topic, long begins, long ends) = await topics.PlaceAsync(partition, cancel).ConfigureAwait(false);
        var work = new PartitionWork(_rules, Guid.NewGuid(), history, new ReadingsPlace(topic, begins, ends), first);
        if (work.LacksState) LogLacksState(partition);
        if (work.Moves) LogMoves(partition, history.Last!.To, begins);
        if (work.LostBefore > 0) LogGone(partition, work.LostBefore);
        Interlocked.Increment(ref _builtUp);
        return new PartitionRun(partition, work, Now);
    }

    private void Take(PartitionRun run, ConsumedBatch batch)
    {
        PartitionWork work = run.Work;
        long now = Now, readings = 0;
        foreach (Record record in batch)
        {
            if (work.Begin(record.Offset, now)) readings += Take(run, record);
        }
        work.Reach(batch.NextOffset);
        run.HeardAt = now;
        Interlocked.Add(ref _readings, readings);
    }

    private int Take(PartitionRun run, in Record record)
    {
        int readings = 0, refused = 0;
        string? reason = null;
        var problem = MessageProblem.WrongValue;
        try
        {
            var reader = new ReadingReader(record.Value.Span, record.Key.Span);
            while (reader.MoveNext())
            {
                readings++;
                if (run.Work.Count(reader.Current, record.Timestamp) is not { } wrong) continue;
                reason ??= wrong;
                refused++;
            }
        }
        catch (MessageException unreadable)
        {
            reason = unreadable.Message;
            problem = unreadable.Problem;
            refused++;
        }
        if (reason is not null) Refuse(run, record, refused, problem, reason);
        return readings;
    }

    private void Refuse(PartitionRun run, in Record record, int count, MessageProblem problem, string reason)
    {
        run.Work.CountRejected(count);
        // What the steps cover that were there was rejected by who wrote them.
        if (!run.Work.IsLive) return;
        Interlocked.Add(ref _rejected, count);
        if (options.RejectedTopic.Length == 0) return;
        run.Rejections.Add(Rejection.Of(record, run.Readings, run.Work.Topic, problem.ToString(), reason));
        run.RejectedBytes += record.Value.Span.Length;
    }

    /// <summary>Goes on with a partition; false when its state is worth nothing any more.</summary>
    private async Task<bool> GoOnAsync(PartitionRun run, LogTopics topics, Producer producer, RejectedTopic? rejected, Consumer consumer, CancellationToken cancel)
    {
        if (run.Acknowledged is { IsCompleted: true } acknowledged && !await ConfirmAsync(run, await acknowledged.ConfigureAwait(false), topics, cancel).ConfigureAwait(false)) return false;
        if (run.Sent is not null || !run.Work.IsLive) return true;
        if (!run.Work.TryDraft(out Step draft))
        {
            if (!Cut(run, consumer)) return true;
            if (run.Rejections.Count > 0) await RejectAsync(run, rejected!, cancel).ConfigureAwait(false);
            if (!run.Work.TryDraft(out draft)) return true;
        }
        Send(run, draft, producer);
        return true;
    }

    private bool Cut(PartitionRun run, Consumer consumer)
    {
        PartitionWork work = run.Work;
        long now = Now, since = now - run.SteppedAt;
        long advanceTo = IsSilent(run, consumer, now) && work.IsPassedBy(now - options.LatenessMs) ? now - options.LatenessMs : Step.None;
        bool isDue = advanceTo != Step.None || work.HasPassed || run.Rejections.Count >= MostRejections || run.RejectedBytes >= MostRejectedBytes || (since >= options.StepMs && (work.Open > 0 || work.HasClosed));
        if (!isDue) return false;
        bool withCheckpoint = now - run.CheckpointedAt >= options.CheckpointMs;
        work.Cut(now, advanceTo, withCheckpoint);
        run.SteppedAt = now;
        if (withCheckpoint) run.CheckpointedAt = now;
        return true;
    }

    /// <summary>Whether the partition has been read to its end, and nothing came for the idle time.</summary>
    private bool IsSilent(PartitionRun run, Consumer consumer, long now) =>
        now - run.HeardAt >= options.IdleMs
        && consumer.EndOffset(run.Readings) is { } end && consumer.Position(run.Readings) is { } position && position >= end
        && consumer.LastSuccess is { } answered && now - answered.ToUnixTimeMilliseconds() < HeardWithinMs;

    private void Send(PartitionRun run, Step draft, Producer producer)
    {
        var output = new ArrayBufferWriter<byte>(512 + draft.Parts.Length + draft.PieceBytes.Length);
        StepCodec.Write(output, draft);
        TopicPartition steps = StepsOf(run.Readings);
        run.Sent = draft;
        run.Acknowledged = producer.SendAsync(steps.Topic, default, output.WrittenSpan, partition: steps.Partition);
    }

    /// <summary>A step is stored: whether it counts depends on what was stored between it and the one before.</summary>
    private async Task<bool> ConfirmAsync(PartitionRun run, RecordPosition stored, LogTopics topics, CancellationToken cancel)
    {
        Step sent = run.Sent!;
        (run.Sent, run.Acknowledged) = (null, null);
        if (stored.Offset < run.Work.StepsNext) return false;
        bool counts = true;
        if (stored.Offset > run.Work.StepsNext)
            await topics.ReadAsync(StepsOf(run.Readings), run.Work.StepsNext, stored.Offset, r => counts &= run.Work.See(r.Offset, StepLog.Parse(r)), cancel).ConfigureAwait(false);
        if (!counts || !run.Work.See(stored.Offset, sent) || run.Work.Chain.Last != sent.Link) return false;
        (run.Stored, run.Counted) = (sent.To, sent.Fates.Total + sent.Rejected);
        Interlocked.Exchange(ref _stored, _runs.Values.Sum(r => r.Counted));
        Interlocked.Increment(ref _steps);
        return true;
    }

    private async Task RejectAsync(PartitionRun run, RejectedTopic rejected, CancellationToken cancel)
    {
        (Guid topic, long next) = await rejected.ReachedAsync(run.Readings, cancel).ConfigureAwait(false);
        Rejection[] wanted = [.. run.Rejections.Where(r => r.Offset >= next).Select(r => r with { TopicId = topic })];
        await rejected.WriteAsync(run.Readings, wanted, cancel).ConfigureAwait(false);
        if (wanted.Length > 0) LogRejected(wanted.Length, options.ReadingsTopic, options.RejectedTopic, wanted[0].Reason);
        run.Rejections.Clear();
        run.RejectedBytes = 0;
    }

    private void Commit(Consumer consumer)
    {
        if (_committedAt != 0 && Time.GetElapsedTime(_committedAt) < s_commitEvery) return;
        _committedAt = Time.GetTimestamp();
        Dictionary<TopicPartition, long> stored = _runs.Values.Where(r => r.Stored >= 0).ToDictionary(r => r.Readings, r => r.Stored);
        // The steps tell where to go on; the group's offsets are for those who look at its lag.
        if (stored.Count > 0) _ = consumer.CommitAsync(stored).ContinueWith(static refused => refused.Exception, TaskScheduler.Default);
    }

    private TopicPartition StepsOf(TopicPartition readings) => new(options.StepsTopic, readings.Partition);

    private void Trouble(string problem)
    {
        if (_problem is null) LogAway(problem);
        _problem = problem;
    }

    private void Well()
    {
        if (_problem is null) return;
        _problem = null;
        LogBack();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Windows wait until the log can be read and written; it keeps every reading: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Windows go on")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Information, Message = "Another server has worked on {Partition}: its windows are built up from the steps again")]
    private partial void LogLost(TopicPartition partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "The steps of {Partition} hold no checkpoint any more: readings in windows that were open are not counted")]
    private partial void LogLacksState(TopicPartition partition);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition} is another one than before, or has lost its end: readings up to {Reached} were counted, and it goes on from {First}")]
    private partial void LogMoves(TopicPartition partition, long reached, long first);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} readings of {Partition} were deleted before they were counted")]
    private partial void LogGone(TopicPartition partition, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} records of {Topic} break a rule and are in {Rejected} now; of the first one, {Reason}")]
    private partial void LogRejected(int count, string topic, string rejected, string reason);
}
