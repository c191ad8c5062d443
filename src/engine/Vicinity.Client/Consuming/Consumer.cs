using System.Runtime.CompilerServices;
using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>
/// Reads records: of partitions that it is given, of all topics that match a filter, or of those that a group shares out to it. It reconnects and goes on by itself
/// where it was. For one user at a time: calls must not overlap, but for the observers (<see cref="Assignment"/>, <see cref="Position"/>, <see cref="EndOffset"/>,
/// <see cref="IsCaughtUp"/>, <see cref="IsConnected"/>, <see cref="LastSuccess"/>), which any thread may use.
/// </summary>
public sealed class Consumer : IAsyncDisposable
{
    private readonly ConsumerOptions _options;
    private readonly Cluster _cluster;
    private readonly Caller _caller;
    private readonly Fetcher _fetcher;
    private readonly AutoCommit _commits;
    private readonly Task _running;
    private IPartitionSource? _source;
    private ConsumedBatch? _handedOut;
    private int _inUse;
    private bool _closed;

    /// <summary>Creates a consumer; it connects when it is subscribed or assigned.</summary>
    /// <param name="options">Where the cluster is, and how to read.</param>
    /// <param name="time">The clock of timeouts and pauses.</param>
    /// <exception cref="ArgumentException">A setting is out of its bounds.</exception>
    public Consumer(ConsumerOptions options, TimeProvider? time = null)
    {
        _options = options;
        _cluster = new Cluster(options, time);
        _caller = new Caller(_cluster, options);
        OffsetStore? store = options.GroupId is { } group ? new OffsetStore(group, options.GroupInstanceId, _caller) : null;
        _fetcher = new Fetcher(options, _cluster, new PositionFinder(options, _cluster, store));
        _commits = new AutoCommit(options, _cluster, _fetcher, store);
        _running = Task.Run(_fetcher.RunAsync);
    }

    /// <summary>The partitions that are read now.</summary>
    public IReadOnlyList<TopicPartition> Assignment => [.. _fetcher.Cursors.Select(c => c.Partition)];

    /// <summary>Whether every assigned partition is processed to its end, as that was last seen. False until the partitions are known.</summary>
    public bool IsCaughtUp => _source is { IsSettled: true } && _fetcher.Cursors.All(c => c.IsAtEnd);

    /// <summary>Whether the leaders of all assigned partitions answer.</summary>
    public bool IsConnected => _cluster.IsConnected && _fetcher.Cursors.All(c => !c.IsInTrouble);

    /// <summary>When the partition that has waited longest was last answered: data older than this has been seen. Null before.</summary>
    public DateTimeOffset? LastSuccess
    {
        get
        {
            IReadOnlyList<PartitionCursor> cursors = _fetcher.Cursors;
            if (cursors.Count == 0) return _cluster.LastSuccess;
            long oldest = cursors.Min(c => c.LastSuccess);
            return oldest == 0 ? null : new DateTimeOffset(oldest, TimeSpan.Zero);
        }
    }

    /// <summary>Offset behind the last processed record of a partition; null while it is not known.</summary>
    public long? Position(TopicPartition partition) => _fetcher.Find(partition) is { Position: >= 0 } cursor ? cursor.Position : null;

    /// <summary>End of a partition as of the last answer; null before it.</summary>
    public long? EndOffset(TopicPartition partition) => _fetcher.Find(partition) is { HighWatermark: >= 0 } cursor ? cursor.HighWatermark : null;

    /// <summary>
    /// Reads topics. With a group, as its member; without, all partitions of all matching topics from where <see cref="ConsumerOptions.AutoOffsetReset"/> says, topics that
    /// come later from their beginning.
    /// </summary>
    public void Subscribe(TopicFilter filter, IRebalanceListener? listener = null)
    {
        CheckNew();
        if (_options.GroupId is null)
        {
            Subscribe(filter, StartPosition.Committed, listener);
            return;
        }
        var member = new GroupMembership(_options, _cluster, _caller, _fetcher.WakeReader);
        _commits.Member = member;
        _source = new GroupPartitions(filter, listener, _fetcher, _cluster, member, _commits, _options.TopicRefreshInterval);
    }

    /// <summary>Reads all partitions of all matching topics, without a group.</summary>
    /// <param name="filter">Which topics.</param>
    /// <param name="start">Where to begin in the topics that are there now; those that come later are read from their beginning.</param>
    /// <param name="listener">Called when partitions come and go.</param>
    /// <exception cref="InvalidOperationException">The consumer has a group, whose committed offsets decide, or reads something already.</exception>
    public void Subscribe(TopicFilter filter, StartPosition start, IRebalanceListener? listener = null)
    {
        CheckNew();
        if (_options.GroupId is not null) throw new InvalidOperationException("A group's members begin at its committed offsets; leave GroupId out, or seek after the assignment.");
        _source = new FollowedTopics(filter, start, listener, _fetcher, _cluster, _options.TopicRefreshInterval);
    }

    /// <summary>Reads the given partitions. With a group, its offsets can be committed, but it is not joined.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="start">Where to begin in each.</param>
    public void Assign(IEnumerable<TopicPartition> partitions, StartPosition start)
    {
        CheckNew();
        _source = new FixedPartitions(_fetcher, [.. partitions.Distinct()], start);
    }

    /// <summary>Goes on at another place of an assigned partition.</summary>
    /// <exception cref="InvalidOperationException">The partition is not assigned.</exception>
    public void Seek(TopicPartition partition, StartPosition position)
    {
        ReleaseHandedOut();
        _fetcher.Seek(partition, position);
    }

    /// <summary>Goes on at another place of every assigned partition.</summary>
    public void SeekAll(StartPosition position)
    {
        ReleaseHandedOut();
        foreach (PartitionCursor cursor in _fetcher.Cursors) _fetcher.Seek(cursor.Partition, position);
    }

    /// <summary>Stops to fetch assigned partitions for a while; they stay assigned.</summary>
    public void Pause(IEnumerable<TopicPartition> partitions)
    {
        ReleaseHandedOut();
        _fetcher.SetPaused(partitions, paused: true);
    }

    /// <summary>Fetches paused partitions again.</summary>
    public void Resume(IEnumerable<TopicPartition> partitions) => _fetcher.SetPaused(partitions, paused: false);

    /// <summary>The next batch of some partition. The batch before it is released and counts as processed.</summary>
    /// <param name="timeout">How long to wait for one.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>A batch, or null when none came in time.</returns>
    /// <exception cref="ClientException">A partition or the group refuses; polling again goes on with what is left.</exception>
    public async ValueTask<ConsumedBatch?> PollAsync(TimeSpan timeout, CancellationToken cancel = default)
    {
        if (Interlocked.Exchange(ref _inUse, 1) != 0) throw new InvalidOperationException("Another call on this consumer is under way; it serves one user at a time.");
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            IPartitionSource source = _source ?? throw new InvalidOperationException("Subscribe or assign first.");
            ReleaseHandedOut();
            long until = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : _cluster.Time.GetTimestamp() + (long)(timeout.TotalSeconds * _cluster.Time.TimestampFrequency);
            using CancellationTokenRegistration wake = cancel.Register(static f => ((Fetcher)f!).WakeReader(), _fetcher);
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                bool readable = await source.UpdateAsync(until, cancel).ConfigureAwait(false);
                _commits.CommitWhenDue();
                if (readable && _fetcher.TryTake() is { } chunk) return _handedOut = new ConsumedBatch(chunk);
                if (_cluster.Time.GetTimestamp() >= until) return null;
                await _fetcher.WaitAsync(until).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _inUse, 0);
        }
    }

    /// <summary>Batches as they come, without end. Each is valid until the next is asked for, and then counts as processed.</summary>
    public async IAsyncEnumerable<ConsumedBatch> ReadBatchesAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (true)
        {
            ConsumedBatch? batch = await PollAsync(TimeUntilCommit(), cancel).ConfigureAwait(false);
            if (batch is not null) yield return batch;
        }
    }

    /// <summary>Records as they come, without end, each a copy. A record counts as processed when the next is asked for; those that were not asked for come again.</summary>
    public async IAsyncEnumerable<ConsumedRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        while (true)
        {
            ConsumedBatch? batch = await PollAsync(TimeUntilCommit(), cancel).ConfigureAwait(false);
            if (batch is null) continue;
            IReadOnlyList<ConsumedRecord> records = batch.ToRecords();
            int done = 0;
            try
            {
                foreach (ConsumedRecord record in records)
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return record;
                    done++;
                    _fetcher.Processed(batch.Chunk, record.Offset + 1);
                }
            }
            finally
            {
                if (done < records.Count && ReferenceEquals(_handedOut, batch)) GoBack(batch, records[done].Offset);
            }
        }
    }

    /// <summary>Commits what has been processed: all batches before the one handed out last, and of <see cref="ReadAsync"/> all records before the current one.</summary>
    /// <exception cref="KafkaErrorException">The coordinator refuses; after a rebalance the records come again.</exception>
    public Task CommitAsync(CancellationToken cancel = default) => _commits.CommitAsync(_commits.Uncommitted(), cancel);

    /// <summary>Commits up to the end of a batch, which counts as processed from then on.</summary>
    public Task CommitAsync(ConsumedBatch batch, CancellationToken cancel = default) =>
        CommitAsync(new Dictionary<TopicPartition, long> { [batch.Partition] = batch.NextOffset }, cancel);

    /// <summary>Commits up to and with a record; so far its batch counts as processed from then on.</summary>
    public Task CommitAsync(ConsumedRecord record, CancellationToken cancel = default) =>
        CommitAsync(new Dictionary<TopicPartition, long> { [record.TopicPartition] = record.Offset + 1 }, cancel);

    /// <summary>Commits the offsets at which to go on.</summary>
    public async Task CommitAsync(IReadOnlyDictionary<TopicPartition, long> nextOffsets, CancellationToken cancel = default)
    {
        await _commits.CommitAsync(nextOffsets, cancel).ConfigureAwait(false);
        // Without this, the commit at the end would put the group back to where the batch began.
        if (_handedOut is { } batch && nextOffsets.TryGetValue(batch.Partition, out long next) && next > batch.FirstOffset && next <= batch.NextOffset)
            _fetcher.Processed(batch.Chunk, next);
    }

    /// <summary>
    /// Commits if commits are automatic, leaves the group, and closes the connections. The batch handed out last does not count as processed, since its processing may
    /// have failed: unless it was committed, it comes again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        _handedOut?.Dispose();
        if (_source is FixedPartitions && _cluster.IsConnected)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), _cluster.Time);
            await _commits.CommitBeforeRevocationAsync(limit.Token).ConfigureAwait(false);
        }
        if (_source is not null) await _source.DisposeAsync().ConfigureAwait(false);
        _fetcher.Stop();
        await _cluster.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _fetcher.Dispose();
    }

    private void CheckNew()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_source is not null) throw new InvalidOperationException("This consumer reads something already; another subscription needs another consumer.");
    }

    private TimeSpan TimeUntilCommit() => _options.CommitsByItself ? _options.AutoCommitInterval : Timeout.InfiniteTimeSpan;

    private void ReleaseHandedOut()
    {
        if (_handedOut is not { } batch) return;
        _handedOut = null;
        _fetcher.Processed(batch.Chunk, batch.NextOffset);
        batch.Dispose();
    }

    private void GoBack(ConsumedBatch batch, long offset)
    {
        _handedOut = null;
        batch.Dispose();
        if (batch.Chunk.Version == batch.Chunk.Cursor.Version && !batch.Chunk.Cursor.IsRemoved) _fetcher.Seek(batch.Partition, StartPosition.AtOffset(offset));
    }
}
