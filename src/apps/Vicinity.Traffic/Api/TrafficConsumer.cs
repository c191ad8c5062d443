using Vicinity.Client;
using Vicinity.Geo;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Traffic;

/// <summary>The consumer's side of the traffic API: find the cluster of a quadrant, then read its positions. Thread-safe.</summary>
public sealed class TrafficConsumer : IAsyncDisposable
{
    private static readonly TimeSpan s_pollTime = TimeSpan.FromMilliseconds(250);

    private readonly TrafficClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Admin _admin;

    /// <summary>Connects when it is first used.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public TrafficConsumer(TrafficClientOptions options, TimeProvider? time = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _admin = new Admin(options.Admin, time);
    }

    /// <summary>Finds the cluster of the quadrant that holds the coordinates.</summary>
    /// <exception cref="TopicClusterDoesNotExistException">The coordinates lie outside the quadrants that have a topic.</exception>
    /// <exception cref="DisconnectedServerException">No server can be reached.</exception>
    public Task<Cluster> GetCurrentLocationCluster(GeoPoint gpsCoordinates, CancellationToken cancel = default) =>
        GetCluster(_options.Quadrants.TopicOf(gpsCoordinates), cancel);

    /// <summary>Finds the cluster of a topic.</summary>
    /// <exception cref="TopicClusterDoesNotExistException">There is no such topic.</exception>
    /// <exception cref="DisconnectedServerException">No server can be reached.</exception>
    public Task<Cluster> GetCluster(string topicName, CancellationToken cancel = default) => ClusterLookup.GetAsync(_admin, topicName, cancel);

    /// <summary>
    /// Reads all positions that were written to a topic before the call, as far as the topic keeps them. Records that hold no
    /// position are passed over.
    /// </summary>
    /// <exception cref="DataNotAvailableException">A record that is in the topic could not be retrieved.</exception>
    /// <exception cref="TopicClusterDoesNotExistException">There is no such topic.</exception>
    public async Task<IReadOnlyList<VehiclePosition>> Read(string topicName, CancellationToken cancel = default)
    {
        try
        {
            return await ReadAllAsync(topicName, cancel).ConfigureAwait(false);
        }
        catch (ClientException error)
        {
            throw TrafficErrors.From(error, topicName) as TopicClusterDoesNotExistException
                ?? (TrafficException)new DataNotAvailableException(topicName, error.Message, error);
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    private async Task<IReadOnlyList<VehiclePosition>> ReadAllAsync(string topic, CancellationToken cancel)
    {
        TopicDescription description = await _admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false);
        TopicPartition[] partitions = [.. description.Partitions.Select(p => new TopicPartition(topic, p.Index))];
        IReadOnlyDictionary<TopicPartition, ListedOffset> starts = await _admin.ListOffsetsAsync(partitions, StartPosition.Earliest, cancel).ConfigureAwait(false);
        IReadOnlyDictionary<TopicPartition, ListedOffset> ends = await _admin.ListOffsetsAsync(partitions, StartPosition.Latest, cancel).ConfigureAwait(false);
        var positions = new List<VehiclePosition>();
        Dictionary<TopicPartition, long> open = partitions
            .Where(p => ends[p].Offset > starts[p].Offset).ToDictionary(p => p, p => ends[p].Offset);
        if (open.Count == 0) return positions;
        var options = new ConsumerOptions
        {
            BootstrapServers = _options.BootstrapServers,
            ClientId = "vicinity-traffic",
            AutoOffsetReset = OffsetReset.None,
            EnableAutoCommit = false,
        };
        await using var consumer = new Consumer(options, _time);
        consumer.Assign(open.Keys, StartPosition.Earliest);
        long lastAnswer = _time.GetTimestamp();
        while (open.Count > 0)
        {
            ConsumedBatch? batch = await consumer.PollAsync(s_pollTime, cancel).ConfigureAwait(false);
            if (batch is null)
            {
                if (_time.GetElapsedTime(lastAnswer) > _options.ReadTimeout)
                    throw new DataNotAvailableException(topic, $"no answer within {_options.ReadTimeout.TotalSeconds} s");
                continue;
            }
            lastAnswer = _time.GetTimestamp();
            if (!open.TryGetValue(batch.Partition, out long end)) continue;
            foreach (Record record in batch)
                if (record.Offset < end && PositionRecord.TryRead(record.Value.Span, out VehiclePosition position, out _)) positions.Add(position);
            if (batch.NextOffset >= end) open.Remove(batch.Partition);
        }
        return positions;
    }
}
