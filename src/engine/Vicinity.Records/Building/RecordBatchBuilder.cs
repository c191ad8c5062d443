using System.Text;

namespace Vicinity.Records;

/// <summary>
/// Collects records into one batch. No allocation per record; after <see cref="Reset"/> the memory is used again. Not thread-safe.
/// </summary>
/// <param name="maxBytes">Bound of the uncompressed batch, header included. The first record is taken even above it, up to <see cref="MaxRecordBytes"/>.</param>
public sealed class RecordBatchBuilder(int maxBytes) : IDisposable
{
    /// <summary>Largest single record: what fits a frame of Kafka's default limit.</summary>
    public const int MaxRecordBytes = 100 * 1024 * 1024;

    private readonly PooledBuffer _plain = new(int.MaxValue);
    private PooledBuffer? _compressed;
    private PooledBuffer? _sealed;
    private RecordBatchHeader _header;
    private bool _begun;

    /// <summary>Records appended.</summary>
    public int RecordCount { get; private set; }

    /// <summary>Bytes of the batch so far, not compressed, header included.</summary>
    public int SizeInBytes => Math.Max(_plain.Length, BatchLayout.HeaderBytes);

    /// <summary>Whether no record was appended.</summary>
    public bool IsEmpty => RecordCount == 0;

    /// <summary>Largest size that <see cref="TryAppend(in Record)"/> fills a batch to.</summary>
    public int MaxBytes { get; } = maxBytes;

    /// <summary>
    /// Begins a batch that replaces <paramref name="original"/>: offsets, epochs, producer, timestamps and flags are kept, whichever records
    /// are appended. For compaction; without it a batch begins by itself with the first record.
    /// </summary>
    public void BeginLike(in RecordBatchHeader original)
    {
        if (!IsEmpty) throw new InvalidOperationException("The batch has records already.");
        _header = original;
        _begun = true;
    }

    /// <summary>Appends a record at the next offset; false when it does not fit any more.</summary>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    /// <param name="key">Key, or null.</param>
    /// <param name="value">Value, or null.</param>
    /// <param name="headers">Headers, in order.</param>
    /// <exception cref="ArgumentException">A single record above <see cref="MaxRecordBytes"/>, or a header without key.</exception>
    public bool TryAppend(long timestampMs, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default) =>
        TryAppend(RecordCount, timestampMs, key, value, headers, default, 0);

    /// <summary>Appends a copy of a record, at its own offset when the batch was begun with <see cref="BeginLike"/>.</summary>
    public bool TryAppend(in Record record)
    {
        int delta = _begun ? checked((int)(record.Offset - _header.BaseOffset)) : RecordCount;
        return TryAppend(delta, record.Timestamp, record.Key, record.Value, default, record.HeaderBytes, record.HeaderCount);
    }

    /// <summary>
    /// Closes the batch: compresses, writes the header and the checksum. The bytes stay the same and valid until <see cref="Reset"/>.
    /// </summary>
    /// <param name="codec">How to compress.</param>
    /// <param name="producerId">Id of the idempotent producer, -1 for none.</param>
    /// <param name="producerEpoch">Its epoch, -1 for none.</param>
    /// <param name="baseSequence">Sequence of the first record, -1 for none.</param>
    /// <exception cref="InvalidOperationException">There is no record.</exception>
    public ReadOnlyMemory<byte> Complete(CompressionCodec codec = CompressionCodec.None, long producerId = -1, short producerEpoch = -1, int baseSequence = -1)
    {
        if (IsEmpty) throw new InvalidOperationException("A batch needs at least one record.");
        RecordBatchHeader header = _begun ? _header : _header with
        {
            LastOffsetDelta = RecordCount - 1,
            ProducerId = producerId,
            ProducerEpoch = producerEpoch,
            BaseSequence = baseSequence,
        };
        return Seal(header, codec);
    }

    /// <summary>Closes the batch under a header of the caller's: its size, record count, codec bits and checksum are filled in.</summary>
    /// <param name="header">All other fields.</param>
    /// <param name="codec">How to compress.</param>
    public ReadOnlyMemory<byte> Seal(in RecordBatchHeader header, CompressionCodec codec = CompressionCodec.None)
    {
        PooledBuffer batch = _plain;
        if (batch.Length < BatchLayout.HeaderBytes) batch.SetLength(BatchLayout.HeaderBytes);
        if (codec != CompressionCodec.None)
        {
            batch = _compressed ??= new PooledBuffer(int.MaxValue);
            batch.Clear();
            batch.SetLength(BatchLayout.HeaderBytes);
            BlockCodec.For(codec).Compress(_plain.WrittenSpan[BatchLayout.HeaderBytes..], batch);
        }
        RecordBatchHeader complete = header with
        {
            SizeInBytes = batch.Length,
            Magic = BatchLayout.Magic,
            Attributes = (short)((header.Attributes & ~BatchLayout.CompressionMask) | (int)codec),
            RecordCount = RecordCount,
        };
        complete.WriteTo(batch.MutableSpan);
        RecordBatch.UpdateCrc(batch.MutableSpan);
        _sealed = batch;
        return batch.WrittenMemory;
    }

    /// <summary>Gives the closed batch to another producer, in place: only its header and checksum change.</summary>
    /// <param name="producerId">Id of the producer.</param>
    /// <param name="producerEpoch">Its epoch.</param>
    /// <param name="baseSequence">Sequence of the first record.</param>
    /// <exception cref="InvalidOperationException">The batch is not closed.</exception>
    public void SetProducer(long producerId, short producerEpoch, int baseSequence)
    {
        if (_sealed is null) throw new InvalidOperationException("The batch is not closed.");
        RecordBatch.SetProducer(_sealed.MutableSpan, producerId, producerEpoch, baseSequence);
    }

    /// <summary>Makes the builder empty again; bytes that <see cref="Complete"/> gave are no longer valid.</summary>
    public void Reset()
    {
        _plain.Clear();
        _compressed?.Clear();
        RecordCount = 0;
        _sealed = null;
        _begun = false;
        _header = default;
    }

    /// <summary>Gives the memory back to the pool.</summary>
    public void Dispose()
    {
        Reset();
        _plain.Dispose();
        _compressed?.Dispose();
    }

    private bool TryAppend(
        int offsetDelta, long timestampMs, NullableBytes key, NullableBytes value,
        ReadOnlySpan<RecordHeader> headers, ReadOnlySpan<byte> encodedHeaders, int encodedHeaderCount)
    {
        long baseTimestamp = _begun || RecordCount > 0 ? _header.BaseTimestamp : timestampMs;
        long timestampDelta = timestampMs - baseTimestamp;
        int headerCount = encodedHeaderCount + headers.Length;
        long body = 1L + Varint.SizeOf(timestampDelta) + Varint.SizeOf(offsetDelta) + SizeOf(key) + SizeOf(value)
            + Varint.SizeOf(headerCount) + encodedHeaders.Length + SizeOf(headers);
        if (body > MaxRecordBytes) throw new ArgumentException($"A record of {body} bytes; at most {MaxRecordBytes} are possible.", nameof(value));
        int size = (int)body + Varint.SizeOf((int)body);
        int used = SizeInBytes;
        if (RecordCount > 0 && size > MaxBytes - used) return false;
        if (RecordCount == int.MaxValue) return false;

        if (_plain.Length == 0) _plain.SetLength(BatchLayout.HeaderBytes);
        Span<byte> destination = _plain.GetSpan(size);
        int at = Varint.Write(destination, (int)body);
        destination[at++] = 0;
        at += Varint.Write(destination[at..], timestampDelta);
        at += Varint.Write(destination[at..], offsetDelta);
        at += Write(destination[at..], key);
        at += Write(destination[at..], value);
        at += Varint.Write(destination[at..], headerCount);
        encodedHeaders.CopyTo(destination[at..]);
        at += encodedHeaders.Length;
        foreach (RecordHeader header in headers)
        {
            int keyBytes = Encoding.UTF8.GetByteCount(header.Key);
            at += Varint.Write(destination[at..], keyBytes);
            at += Encoding.UTF8.GetBytes(header.Key, destination[at..]);
            at += Write(destination[at..], NullableBytes.From(header.Value));
        }
        _plain.Advance(at);

        if (!_begun)
        {
            long max = RecordCount == 0 ? timestampMs : Math.Max(_header.MaxTimestamp, timestampMs);
            if (RecordCount == 0) _header = new RecordBatchHeader { BaseTimestamp = baseTimestamp, MaxTimestamp = max };
            else if (max != _header.MaxTimestamp) _header = _header with { MaxTimestamp = max };
        }
        RecordCount++;
        return true;
    }

    private static long SizeOf(NullableBytes bytes) => bytes.IsNull ? 1 : Varint.SizeOf(bytes.Span.Length) + (long)bytes.Span.Length;

    private static long SizeOf(ReadOnlySpan<RecordHeader> headers)
    {
        long size = 0;
        foreach (RecordHeader header in headers)
        {
            if (header.Key is null) throw new ArgumentException("A header's key may not be null.", nameof(headers));
            int keyBytes = Encoding.UTF8.GetByteCount(header.Key);
            size += Varint.SizeOf(keyBytes) + keyBytes + SizeOf(NullableBytes.From(header.Value));
        }
        return size;
    }

    private static int Write(Span<byte> destination, NullableBytes bytes)
    {
        if (bytes.IsNull) return Varint.Write(destination, -1);
        int at = Varint.Write(destination, bytes.Span.Length);
        bytes.Span.CopyTo(destination[at..]);
        return at + bytes.Span.Length;
    }
}
