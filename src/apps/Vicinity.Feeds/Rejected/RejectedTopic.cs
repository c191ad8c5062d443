using System.Globalization;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Feeds;

/// <summary>
/// A topic of records that were rejected. What comes from a partition goes to the partition of the same number, in order, so its last record says how far rejecting has
/// come: a record is there once, even when the reader is killed between writing and committing. For one user at a time.
/// </summary>
public sealed class RejectedTopic : IAsyncDisposable
{
    // Also the most that wait for their acknowledgement.
    private const int AtOnce = 500;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly RejectedOptions _options;
    private readonly TimeProvider _time;
    private readonly Admin _admin;
    private readonly Producer _producer;
    private readonly Dictionary<TopicPartition, (Guid TopicId, long Next)> _reached = [];
    private int _partitions;

    /// <summary>Connects when it is first used.</summary>
    public RejectedTopic(RejectedOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _admin = new Admin(new AdminOptions { BootstrapServers = options.BootstrapServers, ClientId = options.ClientId }, time);
        _producer = new Producer(
            new ProducerOptions { BootstrapServers = options.BootstrapServers, ClientId = options.ClientId, AllowAutoTopicCreation = false, BatchBytes = 1024 * 1024 - 4096 }, time);
    }

    /// <summary>Somebody else may have written since: looks again how far rejecting has come.</summary>
    public void Forget() => _reached.Clear();

    /// <summary>Id of a partition's topic, and the offset from which on its records have not been rejected yet.</summary>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public async Task<(Guid TopicId, long Next)> ReachedAsync(TopicPartition from, CancellationToken cancel)
    {
        if (_reached.TryGetValue(from, out (Guid, long) known)) return known;
        await EnsureAsync(from.Partition + 1, cancel).ConfigureAwait(false);
        Guid topic = (await _admin.DescribeTopicAsync(from.Topic, cancel).ConfigureAwait(false)).Id;
        return _reached[from] = (topic, Rejection.NextAfter(await LastAsync(new TopicPartition(_options.Topic, from.Partition), cancel).ConfigureAwait(false), topic));
    }

    /// <summary>Writes rejections of one partition, in order; returns when all are acknowledged.</summary>
    /// <exception cref="ClientException">Some were not stored; those before them were.</exception>
    public async Task WriteAsync(TopicPartition from, IReadOnlyList<Rejection> rejections, CancellationToken cancel)
    {
        foreach (Rejection[] some in rejections.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(r => _producer.SendAsync(_options.Topic, r.Key, r.Value, r.Headers(), r.Timestamp >= 0 ? r.Timestamp : null, from.Partition))).WaitAsync(cancel).ConfigureAwait(false);
            _reached[from] = (some[^1].TopicId, some[^1].Offset + 1);
        }
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _admin.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EnsureAsync(int partitions, CancellationToken cancel)
    {
        if (_partitions >= partitions) return;
        var settings = new Dictionary<string, string>();
        if (_options.Retention is { } kept) settings["retention.ms"] = ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await _admin.EnsureTopicAsync(_options.Topic, Math.Max(partitions, _options.Partitions), _options.Replicas, settings, cancel).ConfigureAwait(false);
        _partitions = (await _admin.DescribeTopicAsync(_options.Topic, cancel).ConfigureAwait(false)).Partitions.Count;
        if (_partitions >= partitions) return;
        await _admin.CreatePartitionsAsync(_options.Topic, partitions, cancel).ConfigureAwait(false);
        _partitions = partitions;
    }

    private async Task<ConsumedRecord?> LastAsync(TopicPartition partition, CancellationToken cancel)
    {
        long end = (await _admin.ListOffsetsAsync([partition], StartPosition.Latest, cancel).ConfigureAwait(false))[partition].Offset;
        long first = (await _admin.ListOffsetsAsync([partition], StartPosition.Earliest, cancel).ConfigureAwait(false))[partition].Offset;
        if (end <= first) return null;
        await using var consumer = new Consumer(
            new ConsumerOptions { BootstrapServers = _options.BootstrapServers, ClientId = _options.ClientId, AutoOffsetReset = OffsetReset.Earliest, EnableAutoCommit = false }, _time);
        consumer.Assign([partition], StartPosition.AtOffset(end - 1));
        using ConsumedBatch batch = await consumer.PollAsync(s_patience, cancel).ConfigureAwait(false)
            ?? throw new RequestTimeoutException($"the last record of {partition}", s_patience);
        IReadOnlyList<ConsumedRecord> records = batch.ToRecords();
        return records.Count == 0 ? null : records[^1];
    }
}
