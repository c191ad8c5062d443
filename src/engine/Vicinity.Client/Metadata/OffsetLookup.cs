using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>Asks the leaders of partitions for offsets.</summary>
internal sealed class OffsetLookup(Cluster cluster)
{
    private const long LatestTimestamp = -1;
    private const long EarliestTimestamp = -2;

    /// <summary>The timestamp that stands for a position in ListOffsets.</summary>
    public static long TimestampOf(StartPosition position) => position.Kind switch
    {
        PositionKind.Earliest => EarliestTimestamp,
        PositionKind.Latest => LatestTimestamp,
        PositionKind.Time => position.Value,
        _ => throw new ArgumentException($"An offset can be looked up for earliest, latest or a time, not for {position}."),
    };

    /// <summary>
    /// Looks the offsets up. Each partition's outcome stands by itself: what one node cannot answer does not spoil the others. Leaders are taken from the
    /// cluster's snapshot; a partition without leader gets LEADER_NOT_AVAILABLE.
    /// </summary>
    public async Task<Dictionary<TopicPartition, OffsetOutcome>> FindAsync(IReadOnlyCollection<(TopicPartition Partition, long Timestamp)> wanted, CancellationToken cancel)
    {
        var outcomes = new Dictionary<TopicPartition, OffsetOutcome>();
        var asks = new List<Task<Dictionary<TopicPartition, OffsetOutcome>>>();
        foreach (var node in wanted.GroupBy(w => cluster.Snapshot.LeaderOf(w.Partition)))
        {
            if (node.Key >= 0)
            {
                asks.Add(AskAsync(node.Key, [.. node], cancel));
                continue;
            }
            foreach ((TopicPartition partition, _) in node)
                outcomes[partition] = new OffsetOutcome(cluster.Snapshot.Find(partition) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.LeaderNotAvailable, default);
        }
        foreach (Dictionary<TopicPartition, OffsetOutcome> answered in await Task.WhenAll(asks).ConfigureAwait(false))
            foreach ((TopicPartition partition, OffsetOutcome outcome) in answered) outcomes[partition] = outcome;
        return outcomes;
    }

    private async Task<Dictionary<TopicPartition, OffsetOutcome>> AskAsync(int node, List<(TopicPartition Partition, long Timestamp)> wanted, CancellationToken cancel)
    {
        var request = new ListOffsetsRequest
        {
            Topics = [.. wanted.GroupBy(w => w.Partition.Topic).Select(topic => new ListOffsetsRequestTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(w => new ListOffsetsRequestPartition { PartitionIndex = w.Partition.Partition, Timestamp = w.Timestamp })],
            })],
        };
        var outcomes = new Dictionary<TopicPartition, OffsetOutcome>();
        try
        {
            BrokerConnection connection = await cluster.GetAsync(node, ConnectionPurpose.General, cancel).ConfigureAwait(false);
            ListOffsetsResponse response = await connection.SendAsync<ListOffsetsRequest, ListOffsetsResponse>(request, cancel: cancel).ConfigureAwait(false);
            cluster.NoteSuccess();
            foreach (ListOffsetsResponseTopic topic in response.Topics)
                foreach (ListOffsetsResponsePartition p in topic.Partitions)
                    outcomes[new TopicPartition(topic.Name, p.PartitionIndex)] = new OffsetOutcome(p.ErrorCode, new ListedOffset(p.Offset, p.Timestamp));
        }
        catch (ClientException e) when (e.IsRetriable)
        {
            foreach ((TopicPartition partition, _) in wanted) outcomes[partition] = new OffsetOutcome(ErrorCode.NetworkException, default);
        }
        return outcomes;
    }
}

/// <summary>What came of one lookup.</summary>
internal readonly record struct OffsetOutcome(ErrorCode Error, ListedOffset Found);
