using System.Buffers.Binary;

namespace Vicinity.Records;

/// <summary>
/// Operations on the bytes of one batch. Base offset and leader epoch lie outside the checksum, so a leader sets them in place and keeps
/// all else. Every method takes a span that begins with the batch; <see cref="RecordBatchHeader.SizeInBytes"/> bytes of it are the batch.
/// </summary>
public static class RecordBatch
{
    /// <summary>Sets the base offset in place.</summary>
    public static void SetBaseOffset(Span<byte> batch, long baseOffset) =>
        BinaryPrimitives.WriteInt64BigEndian(batch[BatchLayout.BaseOffsetAt..], baseOffset);

    /// <summary>Sets the leader epoch in place.</summary>
    public static void SetLeaderEpoch(Span<byte> batch, int epoch) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[BatchLayout.LeaderEpochAt..], epoch);

    /// <summary>Gives all records the leader's append time (ms since 1970) and recomputes the checksum. The batch must be whole.</summary>
    public static void SetLogAppendTime(Span<byte> batch, long appendTimeMs)
    {
        Span<byte> attributes = batch[BatchLayout.AttributesAt..];
        BinaryPrimitives.WriteInt16BigEndian(attributes, (short)(BinaryPrimitives.ReadInt16BigEndian(attributes) | BatchLayout.LogAppendTimeBit));
        BinaryPrimitives.WriteInt64BigEndian(batch[BatchLayout.MaxTimestampAt..], appendTimeMs);
        UpdateCrc(batch);
    }

    /// <summary>Sets producer id, epoch and base sequence and recomputes the checksum. The batch must be whole.</summary>
    public static void SetProducer(Span<byte> batch, long producerId, short producerEpoch, int baseSequence)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch[BatchLayout.ProducerIdAt..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[BatchLayout.ProducerEpochAt..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[BatchLayout.BaseSequenceAt..], baseSequence);
        UpdateCrc(batch);
    }

    /// <summary>Computes the checksum of a whole batch and stores it.</summary>
    public static void UpdateCrc(Span<byte> batch) =>
        BinaryPrimitives.WriteUInt32BigEndian(batch[BatchLayout.CrcAt..], ComputeCrc(batch));

    /// <summary>CRC-32C of a whole batch, from the attributes to the end that its length field gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span ends before the batch does.</exception>
    public static uint ComputeCrc(ReadOnlySpan<byte> batch)
    {
        int size = BinaryPrimitives.ReadInt32BigEndian(batch[BatchLayout.BatchLengthAt..]) + BatchLayout.LengthOverhead;
        return Crc32C.Compute(batch[BatchLayout.AttributesAt..size]);
    }

    /// <summary>Whether the stored checksum is that of the bytes; false also when the batch is not whole.</summary>
    public static bool CrcMatches(ReadOnlySpan<byte> batch) =>
        RecordBatchHeader.TryRead(batch, out RecordBatchHeader header) && header.SizeInBytes <= batch.Length && ComputeCrc(batch) == header.Crc;

    /// <summary>
    /// Writes a batch without records that covers the offsets of <paramref name="template"/>, as compaction leaves it: readers go on behind it.
    /// Offsets, epochs, producer and timestamps are the template's; it takes 61 bytes.
    /// </summary>
    public static void WriteEmpty(Span<byte> destination, in RecordBatchHeader template)
    {
        RecordBatchHeader empty = template with
        {
            SizeInBytes = BatchLayout.HeaderBytes,
            Magic = BatchLayout.Magic,
            Attributes = (short)(template.Attributes & ~BatchLayout.CompressionMask),
            RecordCount = 0,
        };
        empty.WriteTo(destination);
        UpdateCrc(destination);
    }
}
