using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>
/// Keeps the assigned partitions' next records in memory, ahead of the application: one fetch to each leader at a time, for those of its partitions whose buffer has
/// room. A loop decides what to ask; answers are taken in as they come. Thread-safe.
/// </summary>
internal sealed class Fetcher : IDisposable
{
    private readonly ConsumerOptions _options;
    private readonly Cluster _cluster;
    private readonly PositionFinder _positions;
    private readonly Lock _gate = new();
    private readonly Wakeup _loop;
    private readonly Wakeup _reader;
    private readonly Dictionary<TopicPartition, PartitionCursor> _cursors = [];
    private readonly ReadyChunks _ready = new();
    private readonly HashSet<int> _busyNodes = [];
    private readonly long _backoffTicks;
    private PartitionCursor[] _order = [];
    private long _nextRefresh;
    private bool _isFinding;
    private int _turn;
    private volatile bool _stopped;

    public Fetcher(ConsumerOptions options, Cluster cluster, PositionFinder positions)
    {
        _options = options;
        _cluster = cluster;
        _positions = positions;
        _loop = new Wakeup(cluster.Time);
        _reader = new Wakeup(cluster.Time);
        _backoffTicks = (long)(options.RetryBackoff.TotalSeconds * cluster.Time.TimestampFrequency);
    }

    /// <summary>The assigned partitions, in their order.</summary>
    public IReadOnlyList<PartitionCursor> Cursors => Volatile.Read(ref _order);

    /// <summary>The cursor of an assigned partition, or null.</summary>
    public PartitionCursor? Find(TopicPartition partition)
    {
        PartitionCursor[] order = Volatile.Read(ref _order);
        int low = 0;
        int high = order.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int comparison = order[middle].Partition.CompareTo(partition);
            if (comparison == 0) return order[middle];
            if (comparison < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>Begins to read a partition; one that is read already goes on as it is.</summary>
    public void Add(IEnumerable<(TopicPartition Partition, StartPosition Start)> partitions)
    {
        lock (_gate)
        {
            foreach ((TopicPartition partition, StartPosition start) in partitions)
            {
                _cluster.AddInterest(partition.Topic);
                if (_cursors.ContainsKey(partition)) continue;
                var cursor = new PartitionCursor(partition, start) { MaxBytes = _options.PartitionFetchBytes };
                if (start.Kind == PositionKind.Offset) cursor.StartAt(start.Value);
                _cursors.Add(partition, cursor);
            }
            Reorder();
        }
        _loop.Signal();
    }

    /// <summary>Stops to read partitions and drops what was fetched of them.</summary>
    public void Remove(IReadOnlyCollection<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (TopicPartition partition in partitions)
            {
                if (!_cursors.Remove(partition, out PartitionCursor? cursor)) continue;
                cursor.IsRemoved = true;
                cursor.Seek(StartPosition.Committed);
            }
            _ready.DropStale();
            Reorder();
        }
        _loop.Signal();
    }

    public void Seek(TopicPartition partition, StartPosition position)
    {
        lock (_gate)
        {
            if (!_cursors.TryGetValue(partition, out PartitionCursor? cursor)) throw new InvalidOperationException($"{partition} is not assigned to this consumer.");
            cursor.Seek(position);
            _ready.DropStale();
        }
        _loop.Signal();
    }

    public void SetPaused(IEnumerable<TopicPartition> partitions, bool paused)
    {
        lock (_gate)
        {
            foreach (TopicPartition partition in partitions)
            {
                if (!_cursors.TryGetValue(partition, out PartitionCursor? cursor)) throw new InvalidOperationException($"{partition} is not assigned to this consumer.");
                if (paused && !cursor.IsPaused) cursor.Rewind();
                cursor.IsPaused = paused;
            }
            _ready.DropStale();
        }
        _loop.Signal();
    }

    /// <summary>Takes the next chunk, if there is one. Throws what has befallen a partition.</summary>
    /// <exception cref="ClientException">A partition cannot be read any further.</exception>
    public FetchedChunk? TryTake()
    {
        FetchedChunk? taken = null;
        lock (_gate)
        {
            taken = _ready.TryTake();
            if (taken is null)
                foreach (PartitionCursor cursor in _order)
                    if (cursor.Fault is { } fault)
                    {
                        // Thrown once for each time that it happens; seeking elsewhere goes on.
                        cursor.Fault = null;
                        cursor.NotBefore = _cluster.Time.GetTimestamp() + _backoffTicks;
                        throw fault;
                    }
        }
        _loop.Signal();
        return taken;
    }

    /// <summary>Notes that a chunk is processed up to an offset.</summary>
    public void Processed(FetchedChunk chunk, long nextOffset)
    {
        lock (_gate)
        {
            if (chunk.Version == chunk.Cursor.Version && !chunk.Cursor.IsRemoved) chunk.Cursor.Processed(nextOffset);
        }
    }

    /// <summary>Sleeps until something is there to be taken or the clock reaches <paramref name="until"/>. For one reader.</summary>
    public ValueTask WaitAsync(long until) => _reader.SleepAsync(until);

    /// <summary>Ends the reader's sleep.</summary>
    public void WakeReader() => _reader.Signal();

    public async Task RunAsync()
    {
        while (!_stopped)
        {
            long wakeAt;
            lock (_gate) wakeAt = AskForMore(_cluster.Time.GetTimestamp());
            await _loop.SleepAsync(wakeAt).ConfigureAwait(false);
        }
    }

    public void Stop()
    {
        _stopped = true;
        _loop.Signal();
        lock (_gate) _ready.Clear();
        _reader.Signal();
    }

    public void Dispose()
    {
        _loop.Dispose();
        _reader.Dispose();
    }

    private void Reorder() => Volatile.Write(ref _order, [.. _cursors.Values.OrderBy(c => c.Partition)]);

    /// <summary>One round: looks positions up and sends fetches. Returns when the next round is due.</summary>
    private long AskForMore(long now)
    {
        long wakeAt = long.MaxValue;
        if (_order.Length == 0) return wakeAt;
        Dictionary<int, (List<PartitionCursor> Cursors, bool SomeAreFull)>? byNode = null;
        List<PartitionCursor>? unplaced = null;
        // The first partitions of a request get its bytes, so each round begins with another.
        int first = _turn++ % _order.Length;
        for (int i = 0; i < _order.Length; i++)
        {
            PartitionCursor cursor = _order[(first + i) % _order.Length];
            if (cursor.IsBusy || cursor.IsPaused || cursor.Fault is not null) continue;
            if (cursor.NotBefore > now)
            {
                wakeAt = Math.Min(wakeAt, cursor.NotBefore);
                continue;
            }
            if (cursor.Wanted is not null)
            {
                (unplaced ??= []).Add(cursor);
                continue;
            }
            int leader = _cluster.Snapshot.LeaderOf(cursor.Partition);
            if (leader < 0 || !_cluster.Snapshot.Nodes.ContainsKey(leader))
            {
                cursor.IsInTrouble = true;
                wakeAt = Math.Min(wakeAt, RefreshSoon(now));
                continue;
            }
            byNode ??= [];
            byNode.TryGetValue(leader, out (List<PartitionCursor> Cursors, bool SomeAreFull) node);
            node.Cursors ??= [];
            bool full = _ready.Bytes >= _options.PrefetchBytes || cursor.BufferedBytes >= 2L * Math.Max(cursor.MaxBytes, _options.PartitionFetchBytes);
            if (full) node.SomeAreFull = true;
            else node.Cursors.Add(cursor);
            byNode[leader] = node;
        }
        if (unplaced is not null && !_isFinding)
        {
            _isFinding = true;
            _ = FindPositionsAsync([.. unplaced.Select(c => (c, c.Version, c.Wanted!.Value))]);
        }
        if (byNode is null) return wakeAt;
        foreach ((int node, (List<PartitionCursor> cursors, bool someAreFull)) in byNode)
        {
            if (cursors.Count == 0 || !_busyNodes.Add(node)) continue;
            foreach (PartitionCursor cursor in cursors) cursor.IsBusy = true;
            _ = FetchAsync(node, [.. cursors.Select(c => (c, c.Version))], FetchMessages.Ask(cursors, _options, someAreFull));
        }
        return wakeAt;
    }

    private async Task FetchAsync(int node, (PartitionCursor Cursor, int Version)[] asked, FetchRequest request)
    {
        await Task.Yield();
        Answer<FetchResponse>? answer = null;
        ClientException? error = null;
        try
        {
            BrokerConnection connection = await _cluster.GetAsync(node, ConnectionPurpose.Fetch, _cluster.Disposed).ConfigureAwait(false);
            answer = await connection.SendKeepingFrameAsync<FetchRequest, FetchResponse>(request, FetchRequest.LastVersionByName, _options.MaxWait).ConfigureAwait(false);
            _cluster.NoteSuccess();
        }
        catch (ClientException e)
        {
            error = e;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            // A fetch that ended without a trace would leave its partitions waiting for ever.
            error = new ClientException($"A fetch from node {node} failed: {e.Message}", inner: e);
        }
        long now = _cluster.Time.GetTimestamp();
        bool refresh = error is not null;
        var found = answer is { } a ? FetchMessages.ByPartition(a.Body) : null;
        // Checksums are computed here, outside the lock, on whatever thread took the answer.
        var taken = asked.Select(q => (q.Cursor, q.Version, Chunk: found is not null && found.TryGetValue(q.Cursor.Partition, out FetchResponsePartition? p) ? ChunkReader.Read(p, q.Cursor, q.Version, answer!.Value.Frame, _options.CheckCrc) : ChunkOutcome.Missing)).ToList();
        lock (_gate)
        {
            _busyNodes.Remove(node);
            foreach ((PartitionCursor cursor, int version, ChunkOutcome outcome) in taken)
            {
                cursor.IsBusy = false;
                bool current = cursor.Version == version && !cursor.IsRemoved && !_stopped;
                if (current) refresh |= TakeIn(cursor, outcome, error ?? FetchMessages.ErrorOf(answer?.Body), now);
                else outcome.Chunk?.Frame.Release();
            }
        }
        answer?.Frame.Release();
        if (refresh) _ = _cluster.RefreshInBackground().ContinueWith(_ => _loop.Signal(), TaskScheduler.Default);
        _loop.Signal();
        _reader.Signal();
    }

    /// <summary>Takes in what came for one partition; returns whether leaders should be asked for again.</summary>
    private bool TakeIn(PartitionCursor cursor, ChunkOutcome outcome, ClientException? error, long now)
    {
        if (error is not null || outcome.IsMissing)
        {
            cursor.IsInTrouble = true;
            cursor.NotBefore = now + _backoffTicks;
            if (error is { IsRetriable: false }) cursor.Fault = error;
            return true;
        }
        switch (outcome.Error)
        {
            case ErrorCode.None:
                cursor.Answered(outcome.HighWatermark, _cluster.Time.GetUtcNow().UtcTicks);
                if (outcome.Fault is not null) cursor.Fault = outcome.Fault;
                if (outcome.NeedsMoreBytes) cursor.MaxBytes = (int)Math.Min(cursor.MaxBytes * 2L, int.MaxValue);
                if (outcome.Chunk is not { } chunk) return false;
                cursor.MaxBytes = _options.PartitionFetchBytes;
                cursor.FetchOffset = chunk.NextOffset;
                _ready.Add(chunk);
                return false;
            case ErrorCode.OffsetOutOfRange:
                Reset(cursor);
                return false;
            default:
                cursor.IsInTrouble = true;
                cursor.NotBefore = now + _backoffTicks;
                if (!outcome.Error.IsRetriable()) cursor.Fault = new KafkaErrorException(outcome.Error, cursor.Partition.ToString());
                return outcome.Error.NeedsMetadataRefresh();
        }
    }

    private void Reset(PartitionCursor cursor)
    {
        // Records before this offset that wait to be taken are still good; they are read again only if the application seeks.
        if (cursor.BufferedBytes > 0)
        {
            cursor.NotBefore = _cluster.Time.GetTimestamp() + _backoffTicks;
            return;
        }
        if (_options.AutoOffsetReset == OffsetReset.None) cursor.Fault = new PositionOutOfRangeException(cursor.Partition, cursor.FetchOffset);
        else cursor.Seek(_options.AutoOffsetReset == OffsetReset.Earliest ? StartPosition.Earliest : StartPosition.Latest);
    }

    private async Task FindPositionsAsync((PartitionCursor Cursor, int Version, StartPosition Wanted)[] wanted)
    {
        await Task.Yield();
        Dictionary<TopicPartition, PositionOutcome> outcomes;
        try
        {
            outcomes = await _positions.FindAsync([.. wanted.Select(w => (w.Cursor.Partition, w.Wanted))], _cluster.Disposed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        long now = _cluster.Time.GetTimestamp();
        bool refresh = false;
        lock (_gate)
        {
            _isFinding = false;
            foreach ((PartitionCursor cursor, int version, _) in wanted)
            {
                if (cursor.Version != version || cursor.IsRemoved) continue;
                PositionOutcome outcome = outcomes.GetValueOrDefault(cursor.Partition);
                if (outcome.Offset is { } offset)
                {
                    cursor.IsInTrouble = false;
                    cursor.StartAt(offset);
                    continue;
                }
                cursor.NotBefore = now + _backoffTicks;
                cursor.IsInTrouble = true;
                cursor.Fault = outcome.Fault;
                refresh = true;
            }
        }
        if (refresh) _ = _cluster.RefreshInBackground().ContinueWith(_ => _loop.Signal(), TaskScheduler.Default);
        _loop.Signal();
        _reader.Signal();
    }

    private long RefreshSoon(long now)
    {
        if (now >= _nextRefresh)
        {
            _nextRefresh = now + _backoffTicks;
            _ = _cluster.RefreshInBackground().ContinueWith(_ => _loop.Signal(), TaskScheduler.Default);
        }
        return _nextRefresh;
    }
}
