using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>
/// A producer's side of one topic: a queue per partition, the choice of the partition, and the line of records that cannot be taken yet. As long as a record
/// stands in line all others line up, so that the order of calls stays the order of records.
/// </summary>
internal sealed class TopicQueue(string topic, ProducerOptions options, Cluster cluster, MemoryBudget budget, BatchPool pool, ProducerSender sender)
{
    private static readonly TimeSpan s_unknownTopicPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Queue<WaitingRecord> _line = new();
    private readonly CancellationToken _disposed = cluster.Disposed;
    private PartitionQueue[] _partitions = [];
    private ClusterSnapshot? _seen;
    private TopicDescription? _description;
    private PartitionQueue? _sticky;
    private long _stickyBatch;
    private int _turn = Random.Shared.Next(1024);
    private int _inLine;
    private bool _isServing;
    private Task _serving = Task.CompletedTask;

    public string Topic { get; } = topic;

    /// <summary>Number of partitions, or null while it is not known.</summary>
    public int? PartitionCount => Partitions() is { Length: > 0 } known ? known.Length : null;

    /// <summary>Takes a record without waiting; false when it cannot be taken now.</summary>
    public bool TryAppend(
        long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, int? partition, int bound,
        TaskCompletionSource<RecordPosition>? completion)
    {
        if (Volatile.Read(ref _inLine) != 0) return false;
        long credit = 0;
        return TryAppend(timestampMs, key, value, headers, partition, bound, completion, ref credit, out _);
    }

    /// <summary>Puts a record into the line.</summary>
    public void LineUp(WaitingRecord record)
    {
        lock (_gate)
        {
            _line.Enqueue(record);
            _inLine++;
            if (_isServing) return;
            _isServing = true;
            _serving = ServeLineAsync();
        }
    }

    /// <summary>Ends when all that stand in line now have been taken or refused.</summary>
    public Task LineServedAsync()
    {
        lock (_gate) return _inLine == 0 ? Task.CompletedTask : _serving;
    }

    private bool TryAppend(
        long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, int? partition, int bound,
        TaskCompletionSource<RecordPosition>? completion, ref long credit, out long missing)
    {
        missing = 0;
        PartitionQueue[] partitions = Partitions();
        if (partitions.Length == 0 || partition >= partitions.Length) return false;
        bool isNext = false;
        PartitionQueue queue = partition is { } named ? partitions[named]
            : key.IsNull ? ChooseSticky(partitions, out isNext)
            : partitions[Partitioner.PartitionOf(key.Span, partitions.Length)];
        AppendOutcome outcome = queue.TryAppend(timestampMs, key, value, headers, bound, completion, ref credit);
        if (outcome.WakeSender) sender.Look(queue);
        missing = outcome.MissingBytes;
        if (isNext && outcome.Appended) Volatile.Write(ref _stickyBatch, outcome.BatchId);
        return outcome.Appended;
    }

    /// <summary>Records without key stay with one partition until its batch is closed, then go on to the next (KIP-480): few full batches instead of many small ones.</summary>
    private PartitionQueue ChooseSticky(PartitionQueue[] partitions, out bool isNext)
    {
        PartitionQueue? current = _sticky;
        isNext = false;
        if (current is not null && current.FillingId != 0 && current.FillingId == Volatile.Read(ref _stickyBatch)) return current;
        isNext = true;
        TopicDescription? description = _description;
        for (int tried = 0; tried < partitions.Length; tried++)
        {
            int index = (int)((uint)Interlocked.Increment(ref _turn) % (uint)partitions.Length);
            if (description is not null && index < description.Partitions.Count && description.Partitions[index].LeaderId < 0) continue;
            return _sticky = partitions[index];
        }
        return _sticky = partitions[0];
    }

    private PartitionQueue[] Partitions()
    {
        ClusterSnapshot snapshot = cluster.Snapshot;
        if (ReferenceEquals(snapshot, Volatile.Read(ref _seen))) return Volatile.Read(ref _partitions);
        lock (_gate)
        {
            // Partitions are never taken away while the producer lives: a topic that is gone may come back.
            if (snapshot.Topics.TryGetValue(Topic, out TopicDescription? description) && description.Partitions.Count > 0)
            {
                PartitionQueue[] known = _partitions;
                if (description.Partitions.Count > known.Length)
                {
                    var grown = new PartitionQueue[description.Partitions.Count];
                    known.CopyTo(grown, 0);
                    for (int i = known.Length; i < grown.Length; i++) grown[i] = new PartitionQueue(new TopicPartition(Topic, i), options, budget, pool);
                    Volatile.Write(ref _partitions, grown);
                }
                _description = description;
            }
            Volatile.Write(ref _seen, snapshot);
            return _partitions;
        }
    }

    private async Task ServeLineAsync()
    {
        await Task.Yield();
        while (true)
        {
            WaitingRecord record;
            lock (_gate)
            {
                if (!_line.TryPeek(out WaitingRecord? first))
                {
                    _isServing = false;
                    return;
                }
                record = first;
            }
            try
            {
                await TakeAsync(record).ConfigureAwait(false);
                Leave(record);
                record.Accept();
            }
            catch (OperationCanceledException)
            {
                Leave(record);
                record.Fail(new DeliveryException(new TopicPartition(Topic, -1), ErrorCode.None, "the producer was closed", isRetriable: false));
            }
            catch (ClientException e)
            {
                Leave(record);
                record.Fail(e);
            }
        }
    }

    private void Leave(WaitingRecord record)
    {
        lock (_gate)
        {
            _line.Dequeue();
            _inLine--;
        }
        sender.LeaveLine(record.Bound);
    }

    private async Task TakeAsync(WaitingRecord record)
    {
        await KnowTopicAsync(record).ConfigureAwait(false);
        long credit = 0;
        try
        {
            while (!TryAppend(record.TimestampMs, record.Key, record.Value, record.Headers, record.Partition, record.Bound, record.Completion, ref credit, out long missing))
            {
                TimeSpan left = Left(record);
                if (left <= TimeSpan.Zero) throw Refused(record, $"the buffer of {budget.Total} bytes stayed full for {options.DeliveryTimeout.TotalSeconds:0.###} s", null);
                using var timeout = new CancellationTokenSource(left, cluster.Time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposed);
                try
                {
                    sender.Wake();
                    await budget.TakeAsync(missing, either.Token).ConfigureAwait(false);
                    credit += missing;
                }
                catch (OperationCanceledException) when (!_disposed.IsCancellationRequested)
                {
                    // The next round sees that the time is over.
                }
            }
        }
        finally
        {
            budget.Give(credit);
        }
    }

    private async Task KnowTopicAsync(WaitingRecord record)
    {
        cluster.AddInterest(Topic);
        ClientException? last = null;
        while (true)
        {
            int count = Partitions().Length;
            if (count > 0 && (record.Partition is null || record.Partition < count)) return;
            if (Left(record) <= TimeSpan.Zero)
            {
                throw Refused(record, count > 0
                    ? $"partition {record.Partition} is not one of the topic's {count}"
                    : $"the topic was not found within {options.DeliveryTimeout.TotalSeconds:0.###} s", last, count > 0 ? ErrorCode.UnknownTopicOrPartition : LastError());
            }
            try
            {
                await cluster.RefreshAsync(_disposed).ConfigureAwait(false);
                ErrorCode error = LastError();
                if (error is ErrorCode.InvalidTopicException or ErrorCode.TopicAuthorizationFailed) throw Refused(record, "the broker refuses the topic", null, error);
                if (Partitions().Length > 0 && (record.Partition is null || record.Partition < Partitions().Length)) return;
            }
            catch (ClientException e) when (e is not DeliveryException)
            {
                last = e;
            }
            TimeSpan pause = Left(record) < s_unknownTopicPause ? Left(record) : s_unknownTopicPause;
            if (pause > TimeSpan.Zero) await Task.Delay(pause, cluster.Time, _disposed).ConfigureAwait(false);
        }
    }

    private ErrorCode LastError() => cluster.Snapshot.Topics.TryGetValue(Topic, out TopicDescription? d) ? d.Error : ErrorCode.None;

    private TimeSpan Left(WaitingRecord record) => TimeSpan.FromSeconds((double)(record.Deadline - cluster.Time.GetTimestamp()) / cluster.Time.TimestampFrequency);

    private DeliveryException Refused(WaitingRecord record, string reason, Exception? inner, ErrorCode code = ErrorCode.None) =>
        new(new TopicPartition(Topic, record.Partition ?? -1), code, inner is null ? reason : $"{reason}; {inner.Message.TrimEnd('.')}", isRetriable: code == ErrorCode.None, inner);
}
