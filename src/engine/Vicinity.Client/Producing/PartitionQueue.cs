using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>
/// The batches of one partition: one that is being filled, full ones, those on their way, and those to be sent again. The first two are guarded by the
/// queue's lock; all else belongs to the sender's loop.
/// </summary>
internal sealed class PartitionQueue(TopicPartition partition, ProducerOptions options, MemoryBudget budget, BatchPool pool)
{
    private const int FirstReservation = 16 * 1024;

    // The clock is looked at with each of the first records of a batch, then with one of so many: enough at any rate, and cheap when batches are large.
    private const int LooksAtClock = 64;

    private readonly Lock _gate = new();
    private readonly Queue<ProducerBatch> _full = new();
    private ProducerBatch? _filling;
    private long _fillingId;
    private long _lingeredId;
    private int _signalled;

    public TopicPartition Partition { get; } = partition;

    /// <summary>Id of the batch that is being filled, 0 for none.</summary>
    public long FillingId => Volatile.Read(ref _fillingId);

    // What follows belongs to the sender's loop.

    /// <summary>Batches that were sent and not answered, in order.</summary>
    public List<ProducerBatch> InFlight { get; } = [];

    /// <summary>Batches to be sent again, in order.</summary>
    public List<ProducerBatch> Again { get; } = [];

    /// <summary>Set when one on its way failed: nothing is sent until all others are answered, so that order can be kept.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Timestamp before which nothing is sent, unless the partition has another leader than <see cref="FailedLeader"/>.</summary>
    public long NotBefore { get; set; }

    /// <summary>The leader that the last attempt failed with, and its epoch; null when the attempt did not fail because of the leader. The pause is for it: a new leader is asked at once (KIP-951).</summary>
    public (int Id, int Epoch)? FailedLeader { get; set; }

    /// <summary>The producer under which batches are numbered; null until the first.</summary>
    public ProducerIdentity? Identity { get; set; }

    /// <summary>Set when a number is missing for good: only a new identity can go on.</summary>
    public bool NeedsNewIdentity { get; set; }

    public int NextSequence { get; set; }

    public long NextOrdinal { get; set; }

    /// <summary>
    /// Whether another batch may be sent. Brokers remember the last few batches of a producer, so the oldest unacknowledged one must not be followed by more than
    /// that, acknowledged ones included: else its repetition would not be recognised.
    /// </summary>
    public bool HasRoomInFlight()
    {
        if (IsDraining || InFlight.Count >= options.InFlightLimit) return false;
        if (Again.Count > 0 || InFlight.Count == 0) return true;
        return NextOrdinal - InFlight.Min(b => b.Ordinal) < options.InFlightLimit;
    }

    /// <summary>Marks the queue as one that the sender shall look at; false when it is marked already.</summary>
    public bool TrySignal() => Interlocked.Exchange(ref _signalled, 1) == 0;

    public void ClearSignal() => Volatile.Write(ref _signalled, 0);

    /// <summary>Puts a record into the batch that is being filled, or into a new one.</summary>
    /// <param name="timestampMs">Its timestamp.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="bound">Most bytes that it can take in a batch.</param>
    /// <param name="completion">The caller that waits for it; null for none.</param>
    /// <param name="credit">Bytes taken from the budget beforehand; what is used is subtracted.</param>
    public AppendOutcome TryAppend(
        long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, int bound,
        TaskCompletionSource<RecordPosition>? completion, ref long credit)
    {
        lock (_gate)
        {
            bool wake = false;
            if (_filling is { } batch)
            {
                long missing = batch.Builder.SizeInBytes + (long)bound - batch.Reserved;
                if (missing > 0 && batch.Reserved < options.BatchBytes)
                {
                    long more = Math.Max(Math.Min(batch.Reserved, options.BatchBytes - batch.Reserved), 0);
                    if (!TryTake(more, ref credit)) return AppendOutcome.Missing(more);
                    batch.Reserved += more;
                    missing -= more;
                }
                if (missing <= 0 && batch.TryAppend(timestampMs, key, value, headers, completion)) return new AppendOutcome(true, HasLingered(batch), 0, batch.Id);
                _full.Enqueue(batch);
                _filling = null;
                Volatile.Write(ref _fillingId, 0);
                wake = true;
            }
            long needed = Math.Max(bound + BatchLayout.HeaderBytes, Math.Min(FirstReservation, options.BatchBytes));
            if (!TryTake(needed, ref credit)) return new AppendOutcome(false, wake, needed, 0);
            batch = pool.Take(Partition);
            batch.Reserved = needed;
            batch.TryAppend(timestampMs, key, value, headers, completion);
            _filling = batch;
            Volatile.Write(ref _fillingId, batch.Id);
            return new AppendOutcome(true, true, 0, batch.Id);
        }
    }

    /// <summary>Whether there is anything to send, now or later.</summary>
    public bool IsIdle()
    {
        lock (_gate) return Again.Count == 0 && _full.Count == 0 && _filling is null;
    }

    /// <summary>When the next batch may be sent by its own state: now, at the end of its linger time, or never while there is none.</summary>
    public long DueAt(bool flush)
    {
        if (Again.Count > 0) return 0;
        lock (_gate)
        {
            if (_full.Count > 0) return 0;
            return _filling is null ? long.MaxValue : flush ? 0 : _filling.DueAt;
        }
    }

    /// <summary>Earliest deadline of a batch that is not on its way.</summary>
    public long EarliestDeadline()
    {
        long deadline = long.MaxValue;
        foreach (ProducerBatch batch in Again) deadline = Math.Min(deadline, batch.Deadline);
        lock (_gate)
        {
            if (_full.TryPeek(out ProducerBatch? full)) return Math.Min(deadline, full.Deadline);
            return _filling is null ? deadline : Math.Min(deadline, _filling.Deadline);
        }
    }

    /// <summary>Takes the next batch that was not sent before: a full one, or the one being filled.</summary>
    public ProducerBatch? TakeNew()
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out ProducerBatch? full)) return full;
            ProducerBatch? batch = _filling;
            _filling = null;
            Volatile.Write(ref _fillingId, 0);
            return batch;
        }
    }

    /// <summary>Takes a batch that was never sent and whose time is over, or null.</summary>
    public ProducerBatch? TakeOverdue(long now)
    {
        lock (_gate)
        {
            if (_full.TryPeek(out ProducerBatch? full)) return full.Deadline <= now ? _full.Dequeue() : null;
            if (_filling is null || _filling.Deadline > now) return null;
        }
        return TakeNew();
    }

    /// <summary>Puts a failed batch back, at its place in the order.</summary>
    public void PutBack(ProducerBatch batch)
    {
        int at = Again.FindIndex(b => b.Id > batch.Id);
        Again.Insert(at < 0 ? Again.Count : at, batch);
    }

    /// <summary>Whether a batch before this one is neither delivered nor failed.</summary>
    public bool HasEarlier(ProducerBatch batch) => InFlight.Exists(b => b.Id < batch.Id) || Again.Exists(b => b.Id < batch.Id);

    /// <summary>
    /// Whether the linger time of the batch being filled has just ended; true once for a batch. Asked with the records themselves because timers of the system
    /// are late by up to a tick of the kernel, which is as long as the linger time itself; at low rates the timer has to do.
    /// </summary>
    private bool HasLingered(ProducerBatch batch)
    {
        int records = batch.Builder.RecordCount;
        if (_lingeredId == batch.Id || options.Linger == TimeSpan.Zero || (records > LooksAtClock && records % LooksAtClock != 0) || !pool.IsDue(batch)) return false;
        _lingeredId = batch.Id;
        return true;
    }

    private bool TryTake(long bytes, ref long credit)
    {
        if (credit >= bytes)
        {
            credit -= bytes;
            return true;
        }
        if (!budget.TryTake(bytes - credit)) return false;
        credit = 0;
        return true;
    }
}
