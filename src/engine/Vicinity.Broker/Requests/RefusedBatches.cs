using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker;

/// <summary>
/// Numbered batches that a connection's requests were refused for a reason that may pass: those behind them are refused as well until the first comes again.
/// An idempotent producer has several on their way. If an election ended between two of them, the second would be out of order, or accepted before the first where
/// the producer has written nothing yet; librdkafka then goes on under a new epoch, in which a first batch that was stored before all this is stored again,
/// or gives up for good. Used by one connection at a time.
/// </summary>
internal sealed class RefusedBatches
{
    // What was on its way comes at once; a producer that goes on without the first after that is judged by the log.
    private const int RememberedMs = 5_000;
    private const int Most = 256;

    // The name of the topic is known by its hash alone, so that no client makes a node keep names: of two that have the same, one is refused for a moment.
    private readonly Dictionary<(int Topic, int Partition, long ProducerId, short Epoch), (int Sequence, long UntilMs, ErrorCode Error)> _first = [];

    /// <summary>Whether a batch that is refused so may be taken when it is sent again.</summary>
    public static bool MayPass(ErrorCode error) => error is ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.NotEnoughReplicas or ErrorCode.KafkaStorageError;

    /// <summary>A batch was refused; of no interest where it has no number.</summary>
    public void Add(TopicPartition partition, ReadOnlySpan<byte> batch, ErrorCode error, long nowMs)
    {
        if (!RecordBatchHeader.TryRead(batch, out RecordBatchHeader header) || !header.HasProducer) return;
        if (_first.Count >= Most) _first.Clear();
        _first.TryAdd(KeyOf(partition, header), (header.BaseSequence, nowMs + RememberedMs, error));
    }

    /// <summary>The error of the batch before this one that was refused and has not come again; None when there is none.</summary>
    public ErrorCode Before(TopicPartition partition, ReadOnlySpan<byte> batch, long nowMs)
    {
        if (_first.Count == 0 || !RecordBatchHeader.TryRead(batch, out RecordBatchHeader header) || !header.HasProducer) return ErrorCode.None;
        (int Topic, int Partition, long ProducerId, short Epoch) key = KeyOf(partition, header);
        if (!_first.TryGetValue(key, out (int Sequence, long UntilMs, ErrorCode Error) first)) return ErrorCode.None;
        // Sequences start again from 0 behind the largest number; what is on its way is never half of all numbers apart.
        int ahead = unchecked(header.BaseSequence - first.Sequence) & int.MaxValue;
        if (ahead is > 0 and < int.MaxValue / 2 && nowMs < first.UntilMs) return first.Error;
        _first.Remove(key);
        return ErrorCode.None;
    }

    private static (int Topic, int Partition, long ProducerId, short Epoch) KeyOf(TopicPartition partition, in RecordBatchHeader header) =>
        (partition.Topic.GetHashCode(StringComparison.Ordinal), partition.Partition, header.ProducerId, header.ProducerEpoch);
}
