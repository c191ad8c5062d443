using System.Buffers.Binary;

namespace Vicinity.Records;

/// <summary>Batches that carry one control record: marks of the log itself, which no application sees.</summary>
public static class ControlBatch
{
    /// <summary>Bytes of a control record's key: version and type, 16 bits each.</summary>
    public const int KeyBytes = 4;

    /// <summary>Makes a control batch. With <paramref name="lastOffsetDelta"/> -1 it takes no offset (width zero).</summary>
    /// <param name="baseOffset">Offset of the batch.</param>
    /// <param name="leaderEpoch">Epoch of the leader.</param>
    /// <param name="timestampMs">Milliseconds since 1970.</param>
    /// <param name="type">Type of the control record.</param>
    /// <param name="value">Value of the control record.</param>
    /// <param name="lastOffsetDelta">-1 for width zero, 0 for an ordinary control batch.</param>
    public static byte[] Create(long baseOffset, int leaderEpoch, long timestampMs, short type, ReadOnlySpan<byte> value, int lastOffsetDelta = -1)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteInt16BigEndian(key, 0);
        BinaryPrimitives.WriteInt16BigEndian(key[2..], type);
        using var builder = new RecordBatchBuilder(int.MaxValue);
        builder.TryAppend(timestampMs, key, value);
        return builder.Seal(new RecordBatchHeader
        {
            BaseOffset = baseOffset,
            LeaderEpoch = leaderEpoch,
            Attributes = BatchLayout.ControlBit,
            LastOffsetDelta = lastOffsetDelta,
            BaseTimestamp = timestampMs,
            MaxTimestamp = timestampMs,
        }).ToArray();
    }

    /// <summary>Type of a control record, from its key.</summary>
    /// <exception cref="RecordFormatException">The key is not one of a control record.</exception>
    public static short TypeOf(in Record record)
    {
        if (record.Key.Span.Length < KeyBytes) throw new RecordFormatException($"a control record's key has {record.Key.Span.Length} bytes, {KeyBytes} are needed");
        return BinaryPrimitives.ReadInt16BigEndian(record.Key.Span[2..]);
    }
}
