using System.Globalization;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Weather;

/// <summary>The topics of weather in the log: makes those that are missing, and reads ranges of them. Thread-safe.</summary>
internal sealed class LogTopics(WeatherOptions options, string clientId, TimeProvider time) : IAsyncDisposable
{
    // Longer than a reading may be old: readings go before the steps that cover them.
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(9);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pollTime = TimeSpan.FromSeconds(1);

    private readonly Admin _admin = new(new AdminOptions { BootstrapServers = options.BootstrapServers, ClientId = clientId }, time);

    /// <summary>Makes sure that readings and steps are there, with as many partitions.</summary>
    /// <returns>How many that are.</returns>
    /// <exception cref="ClientException">The log does not answer, or refuses.</exception>
    public async Task<int> EnsureStepsAsync(CancellationToken cancel)
    {
        await _admin.EnsureTopicAsync(options.ReadingsTopic, options.Partitions, options.Replicas, cancel: cancel).ConfigureAwait(false);
        int partitions = await CountAsync(options.ReadingsTopic, cancel).ConfigureAwait(false);
        await _admin.EnsureTopicAsync(options.StepsTopic, partitions, options.Replicas, Kept(), cancel).ConfigureAwait(false);
        if (await CountAsync(options.StepsTopic, cancel).ConfigureAwait(false) < partitions) await _admin.CreatePartitionsAsync(options.StepsTopic, partitions, cancel).ConfigureAwait(false);
        return partitions;
    }

    /// <summary>Makes sure that the topic of the windows is there.</summary>
    /// <exception cref="ClientException">The log does not answer, or refuses.</exception>
    public Task EnsureWindowsAsync(CancellationToken cancel) => _admin.EnsureTopicAsync(options.WindowsTopic, 1, options.Replicas, Kept(), cancel);

    /// <summary>Partitions of a topic.</summary>
    /// <exception cref="ClientException">The log does not answer, or has no such topic.</exception>
    public async Task<int> CountAsync(string topic, CancellationToken cancel) => (await _admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false)).Partitions.Count;

    /// <summary>Where a partition begins and ends now.</summary>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public async Task<(Guid Topic, long First, long End)> PlaceAsync(TopicPartition partition, CancellationToken cancel)
    {
        Guid topic = (await _admin.DescribeTopicAsync(partition.Topic, cancel).ConfigureAwait(false)).Id;
        long first = (await _admin.ListOffsetsAsync([partition], StartPosition.Earliest, cancel).ConfigureAwait(false))[partition].Offset;
        long end = (await _admin.ListOffsetsAsync([partition], StartPosition.Latest, cancel).ConfigureAwait(false))[partition].Offset;
        return (topic, first, end);
    }

    /// <summary>Reads a part of a partition, copied.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">First offset.</param>
    /// <param name="before">Offset behind the last one, which is there already.</param>
    /// <param name="take">Called with each record, in order.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public async Task ReadAsync(TopicPartition partition, long from, long before, Action<ConsumedRecord> take, CancellationToken cancel)
    {
        if (from >= before) return;
        await using var consumer = new Consumer(
            new ConsumerOptions { BootstrapServers = options.BootstrapServers, ClientId = clientId, AutoOffsetReset = OffsetReset.Earliest, EnableAutoCommit = false }, time);
        consumer.Assign([partition], StartPosition.AtOffset(from));
        long heard = time.GetTimestamp();
        while (!(consumer.Position(partition) >= before))
        {
            using ConsumedBatch? batch = await consumer.PollAsync(s_pollTime, cancel).ConfigureAwait(false);
            if (batch is null)
            {
                if (time.GetElapsedTime(heard) > s_patience) throw new RequestTimeoutException($"{partition} from {from} to {before}", s_patience);
                continue;
            }
            heard = time.GetTimestamp();
            foreach (ConsumedRecord record in batch.ToRecords())
            {
                if (record.Offset < before) take(record);
            }
            if (batch.NextOffset >= before) return;
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    private static Dictionary<string, string> Kept() => new() { ["retention.ms"] = ((long)s_kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) };
}
