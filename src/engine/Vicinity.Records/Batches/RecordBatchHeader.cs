using System.Buffers.Binary;

namespace Vicinity.Records;

/// <summary>The 61 bytes before the records of a batch (format v2), decoded. Defaults are those of a batch without producer.</summary>
public readonly record struct RecordBatchHeader
{
    /// <summary>A header without producer and without records.</summary>
    public RecordBatchHeader()
    {
    }

    /// <summary>Offset of the first record of the original batch.</summary>
    public long BaseOffset { get; init; }

    /// <summary>Bytes of the whole batch, this header included; at least 61.</summary>
    public int SizeInBytes { get; init; } = BatchLayout.HeaderBytes;

    /// <summary>Epoch of the leader that appended the batch; -1 from producers.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>Format; 2 is the only one that the rest of the header has a meaning for.</summary>
    public byte Magic { get; init; } = BatchLayout.Magic;

    /// <summary>The stored CRC-32C.</summary>
    public uint Crc { get; init; }

    /// <summary>Attribute bits, see <see cref="BatchLayout"/>.</summary>
    public short Attributes { get; init; }

    /// <summary>Number of offsets that the batch covers, minus 1. -1 for an entry of width zero.</summary>
    public int LastOffsetDelta { get; init; }

    /// <summary>Milliseconds since 1970 that records' timestamps are relative to.</summary>
    public long BaseTimestamp { get; init; } = -1;

    /// <summary>Largest timestamp in the batch, or the append time; -1 when there is none.</summary>
    public long MaxTimestamp { get; init; } = -1;

    /// <summary>Id of the idempotent producer, -1 for none.</summary>
    public long ProducerId { get; init; } = -1;

    /// <summary>Epoch of the producer, -1 for none.</summary>
    public short ProducerEpoch { get; init; } = -1;

    /// <summary>Sequence of the first record of the original batch, -1 for none.</summary>
    public int BaseSequence { get; init; } = -1;

    /// <summary>Records that the batch holds now; compaction may have taken some or all.</summary>
    public int RecordCount { get; init; }

    /// <summary>Codec of the records. Values above <see cref="CompressionCodec.Zstd"/> are unknown.</summary>
    public CompressionCodec Compression => (CompressionCodec)(Attributes & BatchLayout.CompressionMask);

    /// <summary>Whose clock the timestamps come from.</summary>
    public TimestampType TimestampType => (TimestampType)((Attributes & BatchLayout.LogAppendTimeBit) >> 3);

    /// <summary>Whether the batch is part of a transaction.</summary>
    public bool IsTransactional => (Attributes & BatchLayout.TransactionalBit) != 0;

    /// <summary>Whether the batch holds control records.</summary>
    public bool IsControl => (Attributes & BatchLayout.ControlBit) != 0;

    /// <summary>Whether the base timestamp is a delete horizon instead.</summary>
    public bool HasDeleteHorizon => (Attributes & BatchLayout.DeleteHorizonBit) != 0;

    /// <summary>Whether an idempotent producer made the batch.</summary>
    public bool HasProducer => ProducerId >= 0;

    /// <summary>Last offset that the batch covers; one below <see cref="BaseOffset"/> for an entry of width zero.</summary>
    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>Offset behind the batch.</summary>
    public long NextOffset => BaseOffset + LastOffsetDelta + 1;

    /// <summary>Sequence of the last record of the original batch; sequences wrap from 2147483647 to 0. -1 without producer.</summary>
    public int LastSequence => BaseSequence < 0 ? -1 : AddToSequence(BaseSequence, LastOffsetDelta);

    /// <summary>Sequence that lies <paramref name="count"/> behind <paramref name="sequence"/>, wrapping from 2147483647 to 0.</summary>
    public static int AddToSequence(int sequence, int count) => (int)(((long)sequence + count) & int.MaxValue);

    /// <summary>
    /// Decodes the header at the beginning of <paramref name="source"/>. False when fewer than 61 bytes are there, or when the length
    /// field cannot be one (below 49, or a batch of 2 GiB). Nothing else is checked: not the magic, not the checksum, not whether
    /// the whole batch is there.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out RecordBatchHeader header)
    {
        header = default;
        if (source.Length < BatchLayout.HeaderBytes) return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(source[BatchLayout.BatchLengthAt..]);
        if (length is < BatchLayout.HeaderBytes - BatchLayout.LengthOverhead or > int.MaxValue - BatchLayout.LengthOverhead) return false;
        header = new RecordBatchHeader
        {
            BaseOffset = BinaryPrimitives.ReadInt64BigEndian(source),
            SizeInBytes = length + BatchLayout.LengthOverhead,
            LeaderEpoch = BinaryPrimitives.ReadInt32BigEndian(source[BatchLayout.LeaderEpochAt..]),
            Magic = source[BatchLayout.MagicAt],
            Crc = BinaryPrimitives.ReadUInt32BigEndian(source[BatchLayout.CrcAt..]),
            Attributes = BinaryPrimitives.ReadInt16BigEndian(source[BatchLayout.AttributesAt..]),
            LastOffsetDelta = BinaryPrimitives.ReadInt32BigEndian(source[BatchLayout.LastOffsetDeltaAt..]),
            BaseTimestamp = BinaryPrimitives.ReadInt64BigEndian(source[BatchLayout.BaseTimestampAt..]),
            MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(source[BatchLayout.MaxTimestampAt..]),
            ProducerId = BinaryPrimitives.ReadInt64BigEndian(source[BatchLayout.ProducerIdAt..]),
            ProducerEpoch = BinaryPrimitives.ReadInt16BigEndian(source[BatchLayout.ProducerEpochAt..]),
            BaseSequence = BinaryPrimitives.ReadInt32BigEndian(source[BatchLayout.BaseSequenceAt..]),
            RecordCount = BinaryPrimitives.ReadInt32BigEndian(source[BatchLayout.RecordCountAt..]),
        };
        return true;
    }

    /// <summary>Writes all fields, the stored checksum included, to the first 61 bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 61 bytes.</exception>
    public void WriteTo(Span<byte> destination)
    {
        if (destination.Length < BatchLayout.HeaderBytes)
            throw new ArgumentException($"A batch header takes {BatchLayout.HeaderBytes} bytes; the destination has {destination.Length}.", nameof(destination));
        BinaryPrimitives.WriteInt64BigEndian(destination, BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(destination[BatchLayout.BatchLengthAt..], SizeInBytes - BatchLayout.LengthOverhead);
        BinaryPrimitives.WriteInt32BigEndian(destination[BatchLayout.LeaderEpochAt..], LeaderEpoch);
        destination[BatchLayout.MagicAt] = Magic;
        BinaryPrimitives.WriteUInt32BigEndian(destination[BatchLayout.CrcAt..], Crc);
        BinaryPrimitives.WriteInt16BigEndian(destination[BatchLayout.AttributesAt..], Attributes);
        BinaryPrimitives.WriteInt32BigEndian(destination[BatchLayout.LastOffsetDeltaAt..], LastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(destination[BatchLayout.BaseTimestampAt..], BaseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(destination[BatchLayout.MaxTimestampAt..], MaxTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(destination[BatchLayout.ProducerIdAt..], ProducerId);
        BinaryPrimitives.WriteInt16BigEndian(destination[BatchLayout.ProducerEpochAt..], ProducerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(destination[BatchLayout.BaseSequenceAt..], BaseSequence);
        BinaryPrimitives.WriteInt32BigEndian(destination[BatchLayout.RecordCountAt..], RecordCount);
    }
}
