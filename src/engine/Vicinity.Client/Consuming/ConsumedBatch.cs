using Vicinity.Model;

namespace Vicinity.Client;

/// <summary>
/// Records of one partition, in order, as they came from the broker. Walk over it with foreach: its records are views that are valid until it is disposed,
/// which the next poll does too.
/// </summary>
public sealed class ConsumedBatch : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private FrameLease? _frame;

    internal ConsumedBatch(FetchedChunk chunk)
    {
        Chunk = chunk;
        _bytes = chunk.Bytes;
        _frame = chunk.Frame;
    }

    /// <summary>Its partition.</summary>
    public TopicPartition Partition => Chunk.Cursor.Partition;

    /// <summary>Its topic.</summary>
    public string Topic => Partition.Topic;

    /// <summary>Offset from which on records are given.</summary>
    public long FirstOffset => Chunk.FirstOffset;

    /// <summary>Offset behind the last record: where the next batch goes on.</summary>
    public long NextOffset => Chunk.NextOffset;

    /// <summary>End of the partition when the batch was fetched; the batch reaches it when <see cref="NextOffset"/> does.</summary>
    public long HighWatermark => Chunk.HighWatermark;

    /// <summary>Bytes of the batch as fetched, before decompression.</summary>
    public int SizeInBytes => _bytes.Length;

    internal FetchedChunk Chunk { get; }

    /// <summary>Walks over the records. Control records are left out.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ConsumedRecordEnumerator GetEnumerator()
    {
        ObjectDisposedException.ThrowIf(_frame is null, this);
        return new ConsumedRecordEnumerator(_bytes.Span, FirstOffset, Partition);
    }

    /// <summary>Copies of all records.</summary>
    public IReadOnlyList<ConsumedRecord> ToRecords()
    {
        var records = new List<ConsumedRecord>();
        foreach (Records.Record record in this) records.Add(ConsumedRecord.Copy(record, Partition));
        return records;
    }

    /// <summary>Gives the memory back. The records must not be used any more.</summary>
    public void Dispose() => Interlocked.Exchange(ref _frame, null)?.Release();
}
