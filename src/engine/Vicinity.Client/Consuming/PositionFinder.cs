using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>What came of a search for a position: an offset, a fault to be thrown, or neither (to be tried again).</summary>
internal readonly record struct PositionOutcome(long? Offset, ClientException? Fault);

/// <summary>Turns wanted positions into offsets: committed ones from the group, the others from the leaders.</summary>
internal sealed class PositionFinder(ConsumerOptions options, Cluster cluster, OffsetStore? offsets)
{
    private readonly OffsetLookup _lookup = new(cluster);

    public async Task<Dictionary<TopicPartition, PositionOutcome>> FindAsync(IReadOnlyList<(TopicPartition Partition, StartPosition Wanted)> wanted, CancellationToken cancel)
    {
        var outcomes = new Dictionary<TopicPartition, PositionOutcome>();
        Dictionary<TopicPartition, StartPosition> open = wanted.ToDictionary(w => w.Partition, w => w.Wanted);
        await FindCommittedAsync(open, outcomes, cancel).ConfigureAwait(false);
        var asks = open.Select(o => (o.Key, OffsetLookup.TimestampOf(o.Value))).ToList();
        if (asks.Count == 0) return outcomes;
        if (cluster.Snapshot.Nodes.Count == 0) await TryRefreshAsync(cancel).ConfigureAwait(false);
        // Nothing at or after the asked time: go on behind the last record. The end is asked for first: what is written while the time is looked up lies behind it.
        var timed = open.Where(o => o.Value.Kind == PositionKind.Time).Select(o => (o.Key, OffsetLookup.TimestampOf(StartPosition.Latest))).ToList();
        Dictionary<TopicPartition, OffsetOutcome> ends = timed.Count > 0 ? await _lookup.FindAsync(timed, cancel).ConfigureAwait(false) : [];
        Dictionary<TopicPartition, OffsetOutcome> found = await _lookup.FindAsync(asks, cancel).ConfigureAwait(false);
        foreach ((TopicPartition partition, OffsetOutcome end) in ends)
            if (found.TryGetValue(partition, out OffsetOutcome at) && at.Error == ErrorCode.None && at.Found.Offset < 0) found[partition] = end;
        foreach ((TopicPartition partition, OffsetOutcome outcome) in found)
        {
            outcomes[partition] = outcome.Error switch
            {
                ErrorCode.None => new PositionOutcome(outcome.Found.Offset, null),
                _ when outcome.Error.IsRetriable() => default,
                _ => new PositionOutcome(null, new KafkaErrorException(outcome.Error, partition.ToString())),
            };
        }
        return outcomes;
    }

    /// <summary>Replaces committed positions by offsets, or by what the reset policy says where there is none.</summary>
    private async Task FindCommittedAsync(Dictionary<TopicPartition, StartPosition> open, Dictionary<TopicPartition, PositionOutcome> outcomes, CancellationToken cancel)
    {
        TopicPartition[] partitions = [.. open.Where(o => o.Value.Kind == PositionKind.Committed).Select(o => o.Key)];
        if (partitions.Length == 0) return;
        IReadOnlyDictionary<TopicPartition, long> committed;
        try
        {
            committed = offsets is null ? new Dictionary<TopicPartition, long>() : await offsets.FetchAsync(partitions, cancel).ConfigureAwait(false);
        }
        catch (ClientException e)
        {
            foreach (TopicPartition partition in partitions)
            {
                open.Remove(partition);
                outcomes[partition] = new PositionOutcome(null, e.IsRetriable ? null : e);
            }
            return;
        }
        foreach (TopicPartition partition in partitions)
        {
            open.Remove(partition);
            if (committed.TryGetValue(partition, out long offset)) outcomes[partition] = new PositionOutcome(offset, null);
            else if (options.AutoOffsetReset == OffsetReset.None) outcomes[partition] = new PositionOutcome(null, new PositionOutOfRangeException(partition, -1));
            else open[partition] = options.AutoOffsetReset == OffsetReset.Earliest ? StartPosition.Earliest : StartPosition.Latest;
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancel)
    {
        try
        {
            await cluster.RefreshAsync(cancel).ConfigureAwait(false);
        }
        catch (ClientException)
        {
            // Without leaders each lookup fails by itself and is repeated.
        }
    }
}
