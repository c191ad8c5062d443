using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// The loop that sends batches and judges answers. It alone touches what is on its way, so order, sequences and retries need no locks: everything
/// else hands it queues to look at and answers to judge, and wakes it.
/// </summary>
internal sealed class ProducerSender : IDisposable
{
    // Elections take tens of milliseconds, so no more than that passes between two requests for the leader.
    private static readonly TimeSpan s_longestRefreshPause = TimeSpan.FromMilliseconds(25);

    private readonly ProducerOptions _options;
    private readonly Cluster _cluster;
    private readonly MemoryBudget _budget;
    private readonly Wakeup _wakeup;
    private readonly AnswerJudge _judge;
    private readonly IdentitySource _identities;
    private readonly BatchPool _pool;
    private readonly ConcurrentQueue<PartitionQueue> _toLookAt = new();
    private readonly ConcurrentQueue<(SentRequest Request, Task<ProduceResponse> Answer)> _answers = new();
    private readonly HashSet<PartitionQueue> _active = [];
    private readonly ConcurrentDictionary<int, bool> _connecting = new();
    private readonly long _refreshPauseTicks;
    private Exception? _breakdown;
    private long _nextRefresh;
    private long _lineBytes;
    private int _flushes;
    private volatile bool _stopped;

    public ProducerSender(ProducerOptions options, Cluster cluster, MemoryBudget budget, BatchPool pool, Action<DeliveryException> postedRecordFailed)
    {
        _options = options;
        _cluster = cluster;
        _budget = budget;
        _pool = pool;
        _wakeup = new Wakeup(cluster.Time);
        _identities = new IdentitySource(options, cluster, _wakeup);
        _judge = new AnswerJudge(options, cluster, pool, _identities, postedRecordFailed);
        _refreshPauseTicks = Ticks(options.RetryBackoff < s_longestRefreshPause ? options.RetryBackoff : s_longestRefreshPause);
    }

    /// <summary>Asks the loop to look at a queue.</summary>
    public void Look(PartitionQueue queue)
    {
        if (!queue.TrySignal()) return;
        _toLookAt.Enqueue(queue);
        _wakeup.Signal();
    }

    public void Wake() => _wakeup.Signal();

    /// <summary>Counts a record into the line of those that wait for room; false when the line is as long as the buffer.</summary>
    public bool TryEnterLine(int bytes)
    {
        if (Interlocked.Add(ref _lineBytes, bytes) <= _options.BufferBytes) return true;
        Interlocked.Add(ref _lineBytes, -bytes);
        return false;
    }

    public void LeaveLine(int bytes) => Interlocked.Add(ref _lineBytes, -bytes);

    /// <summary>While a flush is on, batches do not wait for more records.</summary>
    public void BeginFlush()
    {
        Interlocked.Increment(ref _flushes);
        _wakeup.Signal();
    }

    public void EndFlush() => Interlocked.Decrement(ref _flushes);

    public void Stop()
    {
        _stopped = true;
        _wakeup.Signal();
    }

    /// <summary>What ended the loop before it was stopped: nothing can be sent any more.</summary>
    public Exception? Breakdown => Volatile.Read(ref _breakdown);

    public async Task RunAsync()
    {
        string why = "the producer was closed before it was acknowledged";
        try
        {
            await LoopAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _breakdown, e);
            why = $"the producer broke down: {e.Message.TrimEnd('.')}";
        }
        foreach (ProducerBatch batch in _pool.Open())
            batch.Fail(new DeliveryException(batch.Partition, ErrorCode.None, why, isRetriable: false, _breakdown));
    }

    public void Dispose() => _wakeup.Dispose();

    private async Task LoopAsync()
    {
        while (!_stopped)
        {
            while (_answers.TryDequeue(out (SentRequest Request, Task<ProduceResponse> Answer) answered)) Judge(answered.Request, answered.Answer);
            while (_toLookAt.TryDequeue(out PartitionQueue? queue))
            {
                queue.ClearSignal();
                _active.Add(queue);
            }
            long wakeAt = SendWhatIsDue(_cluster.Time.GetTimestamp());
            await _wakeup.SleepAsync(wakeAt).ConfigureAwait(false);
        }
    }

    private void Judge(SentRequest request, Task<ProduceResponse> answer)
    {
        _judge.Judge(request, answer, _cluster.Time.GetTimestamp());
        foreach ((PartitionQueue queue, _) in request.Batches) _active.Add(queue);
    }

    /// <summary>One round over the queues that have something; returns when the next may have something to do.</summary>
    private long SendWhatIsDue(long now)
    {
        long wakeAt = long.MaxValue;
        bool flush = Volatile.Read(ref _flushes) > 0 || _budget.HasWaiters;
        Dictionary<int, SentRequest>? requests = null;
        List<PartitionQueue>? idle = null;
        foreach (PartitionQueue queue in _active)
        {
            ExpireOverdue(queue, now);
            if (queue.IsIdle())
            {
                (idle ??= []).Add(queue);
                continue;
            }
            wakeAt = Math.Min(wakeAt, queue.EarliestDeadline());
            if (!queue.HasRoomInFlight()) continue;
            long due = DueAt(queue, flush);
            if (due > now)
            {
                if (queue.FailedLeader is not null) wakeAt = Math.Min(wakeAt, Refresh(now));
                wakeAt = Math.Min(wakeAt, due);
                continue;
            }
            if (!_judge.PrepareIdentity(queue)) continue;
            int leader = LeaderOf(queue, now, ref wakeAt);
            if (leader < 0 || ConnectionTo(leader) is not { } connection) continue;
            Fill(queue, leader, connection, flush, now, ref requests, ref wakeAt);
        }
        foreach (PartitionQueue queue in idle ?? []) _active.Remove(queue);
        foreach (SentRequest request in requests?.Values ?? Enumerable.Empty<SentRequest>()) Send(request);
        return wakeAt;
    }

    /// <summary>Takes one batch of a queue into the request to its leader: a request carries one batch per partition.</summary>
    private void Fill(PartitionQueue queue, int leader, BrokerConnection connection, bool flush, long now, ref Dictionary<int, SentRequest>? requests, ref long wakeAt)
    {
        requests ??= [];
        ProducerBatch? batch = queue.Again.Count > 0 ? queue.Again[0] : queue.TakeNew();
        if (batch is null) return;
        if (queue.Again.Count > 0)
        {
            queue.Again.RemoveAt(0);
        }
        else
        {
            batch.Close(_options.Compression, queue.Identity!, _options.IsIdempotent ? queue.NextSequence : -1);
            batch.Ordinal = queue.NextOrdinal++;
            queue.NextSequence = Records.RecordBatchHeader.AddToSequence(queue.NextSequence, batch.Builder.RecordCount);
        }
        batch.Attempts++;
        batch.Leader = leader;
        batch.LeaderEpoch = _cluster.Snapshot.Find(queue.Partition)?.LeaderEpoch ?? -1;
        queue.InFlight.Add(batch);
        if (requests.TryGetValue(leader, out SentRequest? request) && request.SizeInBytes + batch.Bytes!.Value.Length > _options.MaxRequestBytes)
        {
            Send(request);
            requests.Remove(leader);
            request = null;
        }
        if (request is null) requests[leader] = request = new SentRequest(connection);
        request.Add(queue, batch);
        // The queue may have more for the next request.
        if (queue.HasRoomInFlight() && DueAt(queue, flush) <= now) wakeAt = now;
    }

    private long DueAt(PartitionQueue queue, bool flush)
    {
        long due = queue.DueAt(flush);
        if (queue.FailedLeader is not { } failed) return Math.Max(due, queue.NotBefore);
        PartitionDescription? known = _cluster.Snapshot.Find(queue.Partition);
        bool isAnother = known is { LeaderId: >= 0 } && (known.LeaderId != failed.Id || known.LeaderEpoch > failed.Epoch);
        return isAnother ? due : Math.Max(due, queue.NotBefore);
    }

    private void Send(SentRequest request)
    {
        ProduceRequest message = request.ToMessage(_options);
        Task<ProduceResponse> answer = _options.Acks == Acks.None
            ? SendUnansweredAsync(request, message)
            : request.Connection.SendAsync<ProduceRequest, ProduceResponse>(message, ProduceRequest.LastVersionByName, extraTime: _options.RequestTimeout / 2);
        _ = answer.ContinueWith(
            (done, state) =>
            {
                _answers.Enqueue(((SentRequest)state!, done));
                _wakeup.Signal();
            },
            request,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static async Task<ProduceResponse> SendUnansweredAsync(SentRequest request, ProduceRequest message)
    {
        await request.Connection.SendWithoutAnswerAsync(message, ProduceRequest.LastVersionByName).ConfigureAwait(false);
        return request.UnansweredSuccess();
    }

    private void ExpireOverdue(PartitionQueue queue, long now)
    {
        for (int i = queue.Again.Count - 1; i >= 0; i--)
        {
            if (queue.Again[i].Deadline > now) continue;
            ProducerBatch batch = queue.Again[i];
            queue.Again.RemoveAt(i);
            _judge.GiveUp(queue, batch, OverdueError(batch));
        }
        while (queue.TakeOverdue(now) is { } unsent) _judge.Fail(unsent, OverdueError(unsent));
    }

    private DeliveryException OverdueError(ProducerBatch batch)
    {
        string seconds = $"{_options.DeliveryTimeout.TotalSeconds:0.###} s";
        string why = _judge.LastTrouble is { } trouble ? $"; last: {trouble.TrimEnd('.')}" : "";
        return new DeliveryException(
            batch.Partition,
            ErrorCode.None,
            batch.MayBeAppended ? $"it was not acknowledged within {seconds}, and may have been appended{why}" : $"it could not be sent within {seconds}{why}",
            isRetriable: true);
    }

    private int LeaderOf(PartitionQueue queue, long now, ref long wakeAt)
    {
        int leader = _cluster.Snapshot.LeaderOf(queue.Partition);
        if (leader >= 0 && _cluster.Snapshot.Nodes.ContainsKey(leader)) return leader;
        wakeAt = Math.Min(wakeAt, Refresh(now));
        return -1;
    }

    /// <summary>Asks for the leader, unless that was just done; returns when to ask again.</summary>
    private long Refresh(long now)
    {
        if (now < _nextRefresh) return _nextRefresh;
        _nextRefresh = now + _refreshPauseTicks;
        _ = _cluster.RefreshInBackground().ContinueWith(_ => _wakeup.Signal(), TaskScheduler.Default);
        return _nextRefresh;
    }

    /// <summary>The live connection to a node; if there is none, one is made, and the loop looks again when that has come out.</summary>
    private BrokerConnection? ConnectionTo(int node)
    {
        if (_cluster.TryGet(node, ConnectionPurpose.General) is { } connection) return connection;
        if (_connecting.TryAdd(node, true)) _ = ConnectAsync(node);
        return null;
    }

    private async Task ConnectAsync(int node)
    {
        await Task.Yield();
        try
        {
            await _cluster.GetAsync(node, ConnectionPurpose.General, _cluster.Disposed).ConfigureAwait(false);
        }
        catch (ClientException e)
        {
            // Another node may lead now.
            _judge.NoteTrouble(e.Message);
            await _cluster.RefreshInBackground().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            _connecting.TryRemove(node, out _);
        }
        _wakeup.Signal();
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _cluster.Time.TimestampFrequency);
}
