using System.Diagnostics;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary>How long writes wait when their leader fails: kills or pauses the leader under a steady load, again and again, and counts what was lost.</summary>
internal sealed class FailoverTrials(LocalNodes cluster, string topic)
{
    private const int WritesPerSecond = 1000;

    /// <summary>What the trials gave; gaps in milliseconds, in the order of the trials.</summary>
    internal sealed record Result(IReadOnlyList<double> GapsMs, long Acknowledged, long Lost);

    /// <summary>Runs the trials.</summary>
    /// <param name="trials">How many.</param>
    /// <param name="pause">Pause the leader's process in place of killing it.</param>
    /// <param name="progress">Is told of each trial: its number and its gap.</param>
    /// <param name="cancel">Ends early.</param>
    public async Task<Result> RunAsync(int trials, bool pause, Action<int, double>? progress, CancellationToken cancel)
    {
        await using var admin = new Admin(new AdminOptions { BootstrapServers = cluster.BootstrapServers, ConnectTimeout = TimeSpan.FromSeconds(1) });
        await using var producer = new Producer(new ProducerOptions
        {
            BootstrapServers = cluster.BootstrapServers,
            Linger = TimeSpan.Zero,
            RetryBackoff = TimeSpan.FromMilliseconds(5),
            ReconnectBackoff = TimeSpan.FromMilliseconds(5),
            RequestTimeout = TimeSpan.FromMilliseconds(pause ? 400 : 5000),
            ConnectTimeout = TimeSpan.FromMilliseconds(400),
        });
        using var load = new SteadyWriter(producer, topic, WritesPerSecond);
        var gaps = new List<double>();
        for (int trial = 0; trial < trials && !cancel.IsCancellationRequested; trial++)
        {
            await load.AcknowledgesAsync(WritesPerSecond / 2, cancel).ConfigureAwait(false);
            LocalNode leader = await LeaderAsync(admin, cancel).ConfigureAwait(false);
            load.ForgetGaps();
            if (pause) leader.Pause();
            else leader.Kill();
            await load.AcknowledgesAsync(WritesPerSecond, cancel).ConfigureAwait(false);
            gaps.Add(load.LongestGapMs);
            progress?.Invoke(trial + 1, load.LongestGapMs);
            if (pause) leader.Resume();
            else await leader.StartAsync(cancel).ConfigureAwait(false);
            await InSyncAsync(admin, cancel).ConfigureAwait(false);
        }

        await load.StopAsync().ConfigureAwait(false);
        return new Result(gaps, load.Acknowledged, await CountLostAsync(load, cancel).ConfigureAwait(false));
    }

    private async Task<LocalNode> LeaderAsync(Admin admin, CancellationToken cancel)
    {
        while (true)
        {
            TopicDescription described = await admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false);
            if (cluster.Find(described.Partitions[0].LeaderId) is { IsRunning: true } leader) return leader;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel).ConfigureAwait(false);
        }
    }

    private async Task InSyncAsync(Admin admin, CancellationToken cancel)
    {
        while (true)
        {
            PartitionDescription partition = (await admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false)).Partitions[0];
            if (partition.InSyncReplicas.Count == partition.Replicas.Count) return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Reads everything back: each acknowledged number must be there.</summary>
    private async Task<long> CountLostAsync(SteadyWriter load, CancellationToken cancel)
    {
        var partition = new TopicPartition(topic, 0);
        await using var consumer = new Consumer(new ConsumerOptions { BootstrapServers = cluster.BootstrapServers, EnableAutoCommit = false });
        consumer.Assign([partition], StartPosition.Earliest);
        var missing = load.AcknowledgedNumbers();
        long began = Stopwatch.GetTimestamp();
        while (missing.Count > 0 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
        {
            ConsumedBatch? batch = await consumer.PollAsync(TimeSpan.FromMilliseconds(200), cancel).ConfigureAwait(false);
            if (batch is null)
            {
                if (consumer.IsCaughtUp) break;
                continue;
            }

            foreach (ConsumedRecord record in batch.ToRecords()) missing.Remove(SteadyWriter.NumberOf(record.Value));
        }

        return missing.Count;
    }
}
