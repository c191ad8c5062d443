namespace Vicinity.Records;

/// <summary>
/// Reads the records of one batch in order, decompressing them first if need be. Dispose it: it may hold a pooled buffer, and the
/// records that it gave are views into it. Malformed bytes end in <see cref="RecordFormatException"/>, never in anything else.
/// </summary>
public ref struct RecordReader : IDisposable
{
    /// <summary>Most bytes that the records of a batch may decompress to, unless the caller says otherwise: 128 MiB.</summary>
    public const int DefaultMaxUncompressedBytes = 128 * 1024 * 1024;

    private readonly PooledBuffer? _decompressed;
    private ReadOnlySpan<byte> _rest;
    private int _left;

    /// <summary>Opens a whole batch. The checksum is not looked at.</summary>
    /// <param name="batch">A span that begins with the batch.</param>
    /// <param name="maxUncompressedBytes">Bound of the decompressed size; above it the batch is refused.</param>
    /// <exception cref="RecordFormatException">Not a whole batch of format v2, or its records cannot be decompressed.</exception>
    public RecordReader(ReadOnlySpan<byte> batch, int maxUncompressedBytes = DefaultMaxUncompressedBytes)
    {
        if (!RecordBatchHeader.TryRead(batch, out RecordBatchHeader header) || header.SizeInBytes > batch.Length)
            throw new RecordFormatException($"{batch.Length} bytes do not hold a whole record batch");
        if (header.Magic != BatchLayout.Magic) throw new RecordFormatException($"record format (magic) {header.Magic} is not {BatchLayout.Magic}");
        Header = header;
        ReadOnlySpan<byte> records = batch[BatchLayout.HeaderBytes..header.SizeInBytes];
        if (header.Compression != CompressionCodec.None && header.RecordCount != 0)
        {
            _decompressed = new PooledBuffer(maxUncompressedBytes);
            try
            {
                BlockCodec.For(header.Compression).Decompress(records, _decompressed);
            }
            catch
            {
                _decompressed.Dispose();
                throw;
            }
            records = _decompressed.WrittenSpan;
        }
        CheckCount(header, records.Length);
        _rest = records;
        _left = header.RecordCount;
    }

    /// <summary>Opens the records of a batch that are decompressed already.</summary>
    /// <param name="header">The batch's header.</param>
    /// <param name="records">Its records, not compressed.</param>
    /// <exception cref="RecordFormatException">The record count cannot be right.</exception>
    public RecordReader(in RecordBatchHeader header, ReadOnlySpan<byte> records)
    {
        CheckCount(header, records.Length);
        Header = header;
        _rest = records;
        _left = header.RecordCount;
    }

    /// <summary>Header of the batch.</summary>
    public RecordBatchHeader Header { get; }

    /// <summary>The record last read.</summary>
    public Record Current { get; private set; }

    /// <summary>Reads the next record into <see cref="Current"/>; false behind the last.</summary>
    /// <exception cref="RecordFormatException">The bytes are no record.</exception>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (!_rest.IsEmpty) throw new RecordFormatException($"{_rest.Length} bytes behind the last of {Header.RecordCount} records");
            return false;
        }
        _left--;
        var run = new FieldReader(_rest);
        int length = run.ReadInt32("length");
        var fields = new FieldReader(run.Take(length, "length"));
        _rest = run.Rest;
        fields.SkipByte("attributes");
        long timestampDelta = fields.ReadInt64("timestamp delta");
        int offsetDelta = fields.ReadInt32("offset delta");
        NullableBytes key = fields.ReadBytes("key");
        NullableBytes value = fields.ReadBytes("value");
        int headerCount = fields.ReadInt32("header count");
        ReadOnlySpan<byte> headers = fields.Rest;
        if (headerCount != 0) CheckHeaders(ref fields, headerCount);
        if (!fields.Rest.IsEmpty) throw new RecordFormatException($"{fields.Rest.Length} bytes behind the last field of a record");
        Current = new Record
        {
            Offset = Header.BaseOffset + offsetDelta,
            Timestamp = Header.TimestampType == TimestampType.LogAppendTime ? Header.MaxTimestamp : Header.BaseTimestamp + timestampDelta,
            Key = key,
            Value = value,
            HeaderCount = headerCount,
            HeaderBytes = headers,
        };
        return true;
    }

    /// <summary>For use in a foreach loop; the reader itself still has to be disposed.</summary>
    public readonly RecordReader GetEnumerator() => this;

    /// <summary>Gives the buffer of decompressed bytes back.</summary>
    public readonly void Dispose() => _decompressed?.Dispose();

    private static void CheckHeaders(ref FieldReader fields, int count)
    {
        // A header takes at least two bytes, which bounds the count before anything is done with it.
        if (count < 0 || count > fields.Rest.Length / 2)
            throw new RecordFormatException($"a record says {count} headers, {fields.Rest.Length} bytes are left");
        for (int i = 0; i < count; i++)
        {
            if (fields.ReadBytes("header key").IsNull) throw new RecordFormatException("a header key is null");
            _ = fields.ReadBytes("header value");
        }
    }

    private static void CheckCount(in RecordBatchHeader header, int bytes)
    {
        // A record takes at least 7 bytes: length, attributes, two deltas, two lengths, header count.
        if (header.RecordCount < 0 || header.RecordCount > bytes / 7)
            throw new RecordFormatException($"a batch says {header.RecordCount} records in {bytes} bytes");
    }
}
