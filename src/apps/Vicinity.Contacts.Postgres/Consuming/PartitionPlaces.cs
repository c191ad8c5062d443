using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.Contacts.Postgres;

/// <summary>Where the partitions that this consumer has go on. The database decides: what the group committed only tells others how far it is. For one user at a time.</summary>
internal sealed partial class PartitionPlaces(Admin admin, ILogger log)
{
    private Dictionary<TopicPartition, PartitionPlace> _places = [];

    /// <summary>By partition, where it goes on.</summary>
    public IReadOnlyDictionary<TopicPartition, PartitionPlace> All => _places;

    /// <summary>Asks the database and puts the consumer there.</summary>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public async Task LoadAsync(StoreWriter writer, Consumer consumer, CancellationToken cancel)
    {
        IReadOnlyList<TopicPartition> assigned = consumer.Assignment;
        var places = new Dictionary<TopicPartition, PartitionPlace>();
        if (assigned.Count > 0)
        {
            Dictionary<string, Guid> topics = [];
            foreach (string topic in assigned.Select(p => p.Topic).Distinct()) topics[topic] = (await admin.DescribeTopicAsync(topic, cancel).ConfigureAwait(false)).Id;
            IReadOnlyDictionary<TopicPartition, ListedOffset> first = await admin.ListOffsetsAsync(assigned, StartPosition.Earliest, cancel).ConfigureAwait(false);
            IReadOnlyDictionary<TopicPartition, ListedOffset> end = await admin.ListOffsetsAsync(assigned, StartPosition.Latest, cancel).ConfigureAwait(false);
            foreach (TopicPartition partition in assigned)
            {
                (long? next, long? warm) = await writer.PlaceAsync(partition, topics[partition.Topic], cancel).ConfigureAwait(false);
                long from = PlaceIn(partition, next, first[partition].Offset, end[partition].Offset);
                long begin = Math.Max(first[partition].Offset, Math.Min(warm ?? from, from));
                places[partition] = new PartitionPlace(topics[partition.Topic], next, from, begin);
                consumer.Seek(partition, StartPosition.AtOffset(begin));
            }
        }
        _places = places;
    }

    /// <summary>Notes what was written.</summary>
    public void Move(IReadOnlyDictionary<TopicPartition, long> next)
    {
        foreach ((TopicPartition partition, long offset) in next) _places[partition] = _places[partition] with { Next = offset, From = offset };
    }

    private long PlaceIn(TopicPartition partition, long? next, long first, long end)
    {
        if (next > end) LogCut(partition, next.Value, end);
        if (next < first) LogGone(partition, next.Value, first);
        return Math.Max(first, Math.Min(next ?? first, end));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of {Partition} ends at {End}, and up to {Next} is stored: it has lost records, and what takes their places is written after them")]
    private partial void LogCut(TopicPartition partition, long next, long end);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of {Partition} begins at {First}, and up to {Next} is stored: what was between was deleted before the database took it")]
    private partial void LogGone(TopicPartition partition, long next, long first);
}
