using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>
/// Takes reports that cannot be read, or do not belong to their simulation, to a topic of their own, each once. Views and stores pass such records over and leave them to this service, whose members share the partitions
/// as a consumer group: however many views read the log, one of them rejects.
/// </summary>
public sealed partial class RejectedReports(ContactsOptions options, RejectedCounts counts, RunList runs, RunFollower following, ILogger<RejectedReports> log, TimeProvider? time = null)
    : SupervisedService(log, time ?? TimeProvider.System), IRebalanceListener
{
    private const string ClientId = "vicinity-contacts-rejected";

    private static readonly TimeSpan s_pollTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;
    private RejectedTopic? _topic;
    private bool _away;

    /// <summary>Name of the consumer group.</summary>
    public static string GroupOf(ContactsOptions options) => $"vicinity-{options.RejectedTopic}";

    ValueTask IRebalanceListener.OnAssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel)
    {
        _topic?.Forget();
        return ValueTask.CompletedTask;
    }

    ValueTask IRebalanceListener.OnRevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => ValueTask.CompletedTask;

    ValueTask IRebalanceListener.OnLostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancel) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancel)
    {
        if (options.RejectedTopic.Length == 0) return;
        // To which kind of simulation a report belongs is known when the runs are.
        await following.WaitUntilReadAsync(null, cancel).ConfigureAwait(false);
        await using var topic = new RejectedTopic(
            new RejectedOptions(options.BootstrapServers, ClientId, options.RejectedTopic)
            {
                Partitions = options.Partitions,
                Replicas = options.Replicas,
                Retention = TimeSpan.FromDays(options.RetentionDays),
            },
            Time);
        _topic = topic;
        await using var consumer = new Consumer(
            new ConsumerOptions
            {
                BootstrapServers = options.BootstrapServers,
                ClientId = ClientId,
                GroupId = GroupOf(options),
                AutoOffsetReset = OffsetReset.Earliest,
                SessionTimeout = TimeSpan.FromSeconds(10),
                FetchMaxBytes = 4 * 1024 * 1024,
                PrefetchBytes = 4 * 1024 * 1024,
            },
            Time);
        consumer.Subscribe(TopicFilter.Topics(options.Topic), this);
        while (!cancel.IsCancellationRequested)
        {
            if (await PollAsync(consumer, cancel).ConfigureAwait(false) is { } batch) await RejectAsync(topic, batch, cancel).ConfigureAwait(false);
        }
    }

    private async Task<ConsumedBatch?> PollAsync(Consumer consumer, CancellationToken cancel)
    {
        try
        {
            ConsumedBatch? batch = await consumer.PollAsync(s_pollTime, cancel).ConfigureAwait(false);
            if (batch is not null) _away = false;
            return batch;
        }
        catch (ClientException away)
        {
            if (!_away) LogAway(away.Message);
            _away = true;
            await Task.Delay(s_pause, Time, cancel).ConfigureAwait(false);
            return null;
        }
    }

    // A fault here ends the work, which begins again with the batch: it was not committed, and what was written of it is seen in the topic.
    private async Task RejectAsync(RejectedTopic topic, ConsumedBatch batch, CancellationToken cancel)
    {
        List<(Rejection Record, MessageProblem Problem)> rejections = Find(batch);
        if (rejections.Count == 0) return;
        (Guid topicId, long next) = await topic.ReachedAsync(batch.Partition, cancel).ConfigureAwait(false);
        (Rejection Record, MessageProblem Problem)[] wanted = [.. rejections.Where(r => r.Record.Offset >= next)];
        await topic.WriteAsync(batch.Partition, [.. wanted.Select(r => r.Record with { TopicId = topicId })], cancel).ConfigureAwait(false);
        foreach ((_, MessageProblem problem) in wanted) counts.Count(problem);
        if (wanted.Length > 0) LogRejected(wanted.Length, batch.Topic, options.RejectedTopic, wanted[0].Record.Reason);
    }

    private List<(Rejection Record, MessageProblem Problem)> Find(ConsumedBatch batch)
    {
        var rejections = new List<(Rejection, MessageProblem)>();
        foreach (Record record in batch)
        {
            if (!ReportReader.TryRead(record.Value.Span, Time, out Report report, out MessageProblem problem, out string reason))
                rejections.Add((Rejection.Of(record, batch.Partition, Guid.Empty, problem.ToString(), reason), problem));
            else if (runs.WhyNot(report) is { } other)
                rejections.Add((Rejection.Of(record, batch.Partition, Guid.Empty, nameof(MessageProblem.OtherSimulation), other), MessageProblem.OtherSimulation));
        }
        return rejections;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log cannot be read; reports that cannot be read are rejected when it can: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports of {Topic} cannot be read and are in {Rejected} now; of the first one, {Reason}")]
    private partial void LogRejected(int count, string topic, string rejected, string reason);
}
