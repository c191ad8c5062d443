using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>Makes batches, uses their memory again, and knows those that are not done. Thread-safe.</summary>
internal sealed class BatchPool(ProducerOptions options, MemoryBudget budget, TimeProvider time)
{
    // More than a few dozen are only idle after a burst, and then their memory is better free.
    private const int MaxIdle = 64;

    private readonly ConcurrentQueue<RecordBatchBuilder> _idle = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ProducerBatch> _open = [];
    private readonly long _deliveryTicks = (long)(options.DeliveryTimeout.TotalSeconds * time.TimestampFrequency);
    private readonly long _lingerTicks = (long)(options.Linger.TotalSeconds * time.TimestampFrequency);
    private long _lastId;

    public ProducerBatch Take(TopicPartition partition)
    {
        if (!_idle.TryDequeue(out RecordBatchBuilder? builder)) builder = new RecordBatchBuilder(options.BatchBytes);
        long now = time.GetTimestamp();
        var batch = new ProducerBatch(partition, builder, Interlocked.Increment(ref _lastId), now + _lingerTicks, now + _deliveryTicks);
        lock (_gate) _open.Add(batch);
        return batch;
    }

    /// <summary>Whether a batch has waited for more records as long as it may.</summary>
    public bool IsDue(ProducerBatch batch) => batch.DueAt <= time.GetTimestamp();

    /// <summary>Takes a finished batch's memory back.</summary>
    public void Return(ProducerBatch batch)
    {
        lock (_gate) _open.Remove(batch);
        budget.Give(batch.Reserved);
        batch.Builder.Reset();
        if (_idle.Count < MaxIdle && batch.Reserved <= options.BatchBytes) _idle.Enqueue(batch.Builder);
        else batch.Builder.Dispose();
    }

    /// <summary>The batches that are not done now.</summary>
    public ProducerBatch[] Open()
    {
        lock (_gate) return [.. _open];
    }
}
