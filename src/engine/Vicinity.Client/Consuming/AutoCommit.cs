using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>Commits what has been processed: when asked, from time to time, and before partitions are given up.</summary>
internal sealed class AutoCommit(ConsumerOptions options, Cluster cluster, Fetcher fetcher, OffsetStore? store)
{
    private readonly Dictionary<TopicPartition, long> _committed = [];
    private readonly Lock _gate = new();
    private long _last = cluster.Time.GetTimestamp();
    private Task _running = Task.CompletedTask;

    /// <summary>The membership to commit as, if there is one.</summary>
    public GroupMembership? Member { get; set; }

    /// <summary>Starts a commit if it is time for one and none is running. Failures are repeated at the next time.</summary>
    public void CommitWhenDue()
    {
        if (!options.CommitsByItself || !_running.IsCompleted || cluster.Time.GetElapsedTime(_last) < options.AutoCommitInterval) return;
        _last = cluster.Time.GetTimestamp();
        _running = TryCommitAsync(cluster.Disposed);
    }

    /// <summary>Commits before partitions are given up, if commits are automatic; failures leave the records to be read again.</summary>
    public async Task CommitBeforeRevocationAsync(CancellationToken cancel)
    {
        if (!options.CommitsByItself) return;
        await _running.ConfigureAwait(false);
        await TryCommitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The positions that have moved since they were committed last.</summary>
    public Dictionary<TopicPartition, long> Uncommitted()
    {
        lock (_gate)
        {
            return fetcher.Cursors
                .Where(c => c.Position >= 0 && !(_committed.TryGetValue(c.Partition, out long committed) && committed == c.Position))
                .ToDictionary(c => c.Partition, c => c.Position);
        }
    }

    /// <summary>Commits offsets.</summary>
    /// <exception cref="KafkaErrorException">The coordinator refuses.</exception>
    public async Task CommitAsync(IReadOnlyDictionary<TopicPartition, long> nextOffsets, CancellationToken cancel)
    {
        if (store is null) throw new InvalidOperationException("Offsets are committed for a group; this consumer has none (ConsumerOptions.GroupId).");
        (string memberId, int generation) = Member?.Current ?? ("", -1);
        try
        {
            await store.CommitAsync(nextOffsets, memberId, generation, cancel).ConfigureAwait(false);
        }
        catch (KafkaErrorException e)
        {
            Member?.NoteError(e.Code);
            throw;
        }
        lock (_gate)
        {
            foreach ((TopicPartition partition, long offset) in nextOffsets) _committed[partition] = offset;
        }
    }

    private async Task TryCommitAsync(CancellationToken cancel)
    {
        Dictionary<TopicPartition, long> offsets = Uncommitted();
        if (offsets.Count == 0) return;
        try
        {
            await CommitAsync(offsets, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClientException or OperationCanceledException)
        {
            // What is not committed is read again by the next reader of the partition.
        }
    }
}
