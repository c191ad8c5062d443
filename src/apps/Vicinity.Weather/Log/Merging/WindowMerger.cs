using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>
/// The proxy of the log: adds the parts that the servers' steps hold up to windows over each sensor, each place and all, and writes these to the topic of windows when they are complete in all partitions. Several may
/// run; a consumer group chooses the one that works. What another one writes that was paused meanwhile does not count, by the same chain as that of the steps.
/// </summary>
public sealed partial class WindowMerger(WeatherOptions options, ILogger<WindowMerger> log, TimeProvider? time = null)
    : SupervisedService(log, time ?? TimeProvider.System), IRebalanceListener
{
    private const string ClientId = "vicinity-weather-proxy";

    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_memberEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(10);

    private readonly ILogger _log = log;
    private readonly WindowRules _rules = WindowRules.Of(options);
    private long _windows, _records, _takenOver, _fenced, _ignored, _watermark = Step.None;
    private volatile string? _problem;
    private volatile bool _isWorking;
    private bool _isChosen;

    /// <summary>How it is. Thread-safe.</summary>
    public MergerStatus Status => new(
        _isWorking, Interlocked.Read(ref _windows), Interlocked.Read(ref _records), Interlocked.Read(ref _takenOver), Interlocked.Read(ref _fenced), Interlocked.Read(ref _ignored),
        Interlocked.Read(ref _watermark) is var watermark && watermark != Step.None ? watermark : null, _problem);

    /// <summary>Name of the consumer group whose member works.</summary>
    public static string GroupOf(WeatherOptions options) => $"vicinity-{options.WindowsTopic}";

    ValueTask IRebalanceListener.OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        _isChosen = partitions.Count > 0;
        return ValueTask.CompletedTask;
    }

    ValueTask IRebalanceListener.OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => GiveUp();

    ValueTask IRebalanceListener.OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => GiveUp();

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        await using var topics = new LogTopics(options, ClientId, Time);
        await using Producer producer = LogMember.Producer(options, ClientId, Time);
        await using Consumer member = LogMember.Consumer(options, ClientId, GroupOf(options), OffsetReset.Latest, Time);
        bool isMember = false;
        _isChosen = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!isMember)
                {
                    await topics.EnsureStepsAsync(cancel).ConfigureAwait(false);
                    await topics.EnsureWindowsAsync(cancel).ConfigureAwait(false);
                    member.Subscribe(TopicFilter.Topics(options.WindowsTopic), this);
                    isMember = true;
                }
                await StayAsync(member, s_idle, cancel).ConfigureAwait(false);
                if (_isChosen) await MergeAsync(topics, producer, member, cancel).ConfigureAwait(false);
                else _problem = null;
            }
            catch (ClientException away) when (!cancel.IsCancellationRequested)
            {
                // Whether a record on its way is stored is not known; the topic tells.
                Trouble(away.Message);
                await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
            }
            finally
            {
                _isWorking = false;
            }
        }
    }

    private ValueTask GiveUp()
    {
        _isChosen = false;
        return ValueTask.CompletedTask;
    }

    /// <summary>Stays a member of the group. The windows themselves are not read this way.</summary>
    private static async Task StayAsync(Consumer member, TimeSpan wait, CancellationToken cancel)
    {
        member.Pause(member.Assignment);
        await member.PollAsync(wait, cancel).ConfigureAwait(false);
    }

    /// <summary>Works until another one is chosen, or has written.</summary>
    private async Task MergeAsync(LogTopics topics, Producer producer, Consumer member, CancellationToken cancel)
    {
        int partitions = await topics.CountAsync(options.StepsTopic, cancel).ConfigureAwait(false);
        List<Window> told = [];
        WindowLogEnd end = await WindowLog.ReadAsync(topics, WindowLog.PartitionOf(options), told.AddRange, cancel).ConfigureAwait(false);
        var work = new MergeWork(_rules, partitions, end.Last);
        work.NoteTold(told);
        var writer = new WindowsWriter(options, producer, topics, end);
        await using var consumer = new Consumer(
            new ConsumerOptions
            {
                BootstrapServers = options.BootstrapServers,
                ClientId = ClientId,
                AutoOffsetReset = OffsetReset.Earliest,
                EnableAutoCommit = false,
                FetchMaxBytes = 8 * 1024 * 1024,
                PrefetchBytes = 16 * 1024 * 1024,
            },
            Time);
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartition(options.StepsTopic, p)), StartPosition.Earliest);
        await SeekAsync(consumer, work, topics, cancel).ConfigureAwait(false);
        Interlocked.Increment(ref _takenOver);
        _isWorking = true;
        long stayed = Time.GetTimestamp(), looked = stayed;
        while (_isChosen && !cancel.IsCancellationRequested)
        {
            if (await consumer.PollAsync(s_idle, cancel).ConfigureAwait(false) is { } batch) Take(work, batch);
            IReadOnlyList<Window> fresh = work.TakeComplete();
            if (fresh.Count > 0 && !await SendAsync(work, writer, fresh, cancel).ConfigureAwait(false)) return;
            Interlocked.Exchange(ref _watermark, work.Watermark);
            Well();
            if (Time.GetElapsedTime(stayed) > s_memberEvery)
            {
                await StayAsync(member, TimeSpan.FromMilliseconds(1), cancel).ConfigureAwait(false);
                stayed = Time.GetTimestamp();
            }
            if (Time.GetElapsedTime(looked) <= s_lookEvery) continue;
            looked = Time.GetTimestamp();
            // With a further partition windows are complete when it has passed them too.
            if (await topics.CountAsync(options.StepsTopic, cancel).ConfigureAwait(false) != partitions) return;
        }
    }

    private async Task SeekAsync(Consumer consumer, MergeWork work, LogTopics topics, CancellationToken cancel)
    {
        // Assigned by the first poll.
        await consumer.PollAsync(TimeSpan.Zero, cancel).ConfigureAwait(false);
        for (int p = 0; p < work.From.Count; p++)
        {
            var partition = new TopicPartition(options.StepsTopic, p);
            (_, long first, long end) = await topics.PlaceAsync(partition, cancel).ConfigureAwait(false);
            if (work.From[p] > end) throw new ClientException($"{partition} ends at {end}, and steps up to {work.From[p]} are in {options.WindowsTopic}: the steps are those of another log; name another topic for the windows");
            consumer.Seek(partition, StartPosition.AtOffset(Math.Max(first, work.From[p])));
        }
    }

    private void Take(MergeWork work, ConsumedBatch batch)
    {
        long ignored = work.Ignored;
        foreach (Record record in batch)
        {
            if (!StepCodec.TryRead(record.Value.ToArray(), out Step? step, out string reason))
            {
                LogNoStep(batch.Partition, record.Offset, reason);
                continue;
            }
            try
            {
                work.Take(batch.Partition.Partition, record.Offset, step!);
            }
            catch (MessageException unreadable)
            {
                LogNoStep(batch.Partition, record.Offset, unreadable.Message);
            }
        }
        Interlocked.Add(ref _ignored, work.Ignored - ignored);
    }

    private async Task<bool> SendAsync(MergeWork work, WindowsWriter writer, IReadOnlyList<Window> fresh, CancellationToken cancel)
    {
        for (int at = 0; at < fresh.Count; at += WindowLog.MostWindows)
        {
            Window[] some = [.. fresh.Skip(at).Take(WindowLog.MostWindows)];
            if (!await writer.WriteAsync(some, work, isLast: at + some.Length == fresh.Count, cancel).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _fenced);
                LogFenced();
                return false;
            }
            Interlocked.Add(ref _windows, some.Length);
            Interlocked.Increment(ref _records);
        }
        return true;
    }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "No windows are sent until the log can be read and written: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Windows are sent again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Information, Message = "Another proxy has sent windows: this one looks what they were before it goes on")]
    private partial void LogFenced();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record {Partition}@{Offset} holds no step that can be read: {Reason}")]
    private partial void LogNoStep(TopicPartition partition, long offset, string reason);
}
