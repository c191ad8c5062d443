using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>Records on their way to one partition. Filled under its queue's lock, then owned by the sender.</summary>
internal sealed class ProducerBatch(TopicPartition partition, RecordBatchBuilder builder, long id, long dueAt, long deadline)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<(int Index, long TimestampMs, TaskCompletionSource<RecordPosition> Completion)>? _waiters;

    public TopicPartition Partition { get; } = partition;

    public RecordBatchBuilder Builder { get; } = builder;

    /// <summary>Rising number of the batch; batches of a partition are sent in its order.</summary>
    public long Id { get; } = id;

    /// <summary>When its linger time is over, by the clock's timestamp.</summary>
    public long DueAt { get; } = dueAt;

    /// <summary>When delivery counts as failed.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>Bytes taken from the budget for it.</summary>
    public long Reserved { get; set; }

    /// <summary>Records whose sender does not wait for them.</summary>
    public int PostedRecords { get; private set; }

    /// <summary>The closed batch; null until it is sent for the first time.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; private set; }

    /// <summary>The producer that the batch is numbered by.</summary>
    public ProducerIdentity Identity { get; private set; } = ProducerIdentity.None;

    public int BaseSequence { get; private set; } = -1;

    /// <summary>Number of the batch among those of its queue that were ever sent.</summary>
    public long Ordinal { get; set; }

    /// <summary>Times that it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>The node that it was sent to last.</summary>
    public int Leader { get; set; } = -1;

    /// <summary>Epoch that <see cref="Leader"/> led then, as far as was known.</summary>
    public int LeaderEpoch { get; set; } = -1;

    /// <summary>Whether an attempt ended without the certainty that the batch was not appended.</summary>
    public bool MayBeAppended { get; set; }

    /// <summary>Ends when the batch is delivered or has failed; never faults.</summary>
    public Task Done => _done.Task;

    public bool TryAppend(long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, TaskCompletionSource<RecordPosition>? completion)
    {
        if (!Builder.TryAppend(timestampMs, key, value, headers)) return false;
        if (completion is null) PostedRecords++;
        else (_waiters ??= []).Add((Builder.RecordCount - 1, timestampMs, completion));
        return true;
    }

    /// <summary>Compresses and numbers the batch. Later calls only renumber it.</summary>
    public void Close(CompressionCodec codec, ProducerIdentity identity, int baseSequence)
    {
        Identity = identity;
        BaseSequence = baseSequence;
        if (Bytes is null) Bytes = Builder.Complete(codec, identity.Id, identity.Epoch, baseSequence);
        else Builder.SetProducer(identity.Id, identity.Epoch, baseSequence);
    }

    public void Deliver(long baseOffset, long logAppendTimeMs)
    {
        foreach ((int index, long timestamp, TaskCompletionSource<RecordPosition> completion) in _waiters ?? [])
            completion.TrySetResult(new RecordPosition(Partition, baseOffset < 0 ? -1 : baseOffset + index, logAppendTimeMs >= 0 ? logAppendTimeMs : timestamp));
        _done.TrySetResult();
    }

    public void Fail(DeliveryException error)
    {
        foreach ((_, _, TaskCompletionSource<RecordPosition> completion) in _waiters ?? []) completion.TrySetException(error);
        _done.TrySetResult();
    }
}
