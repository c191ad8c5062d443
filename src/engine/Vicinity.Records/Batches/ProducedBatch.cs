namespace Vicinity.Records;

/// <summary>The checks that a leader makes on a batch before it appends it. Records are not decoded. Thread-safe.</summary>
public static class ProducedBatch
{
    /// <summary>
    /// Checks that <paramref name="batch"/> is exactly one whole batch that a producer may send.
    /// </summary>
    /// <param name="batch">The record bytes of one partition of a Produce request.</param>
    /// <param name="maxBytes">Largest batch that the topic takes (max.message.bytes).</param>
    /// <param name="header">The decoded header, when there was one.</param>
    /// <param name="text">What is wrong, for the error message; empty when nothing is.</param>
    public static BatchFault Validate(ReadOnlySpan<byte> batch, int maxBytes, out RecordBatchHeader header, out string text)
    {
        header = default;
        if (batch.Length < BatchLayout.HeaderBytes)
        {
            text = $"{batch.Length} bytes of records are less than the {BatchLayout.HeaderBytes} of a batch header";
            return BatchFault.Corrupt;
        }
        if (batch[BatchLayout.MagicAt] != BatchLayout.Magic)
        {
            text = $"record format (magic) {batch[BatchLayout.MagicAt]}, only {BatchLayout.Magic} is taken";
            return BatchFault.Invalid;
        }
        if (!RecordBatchHeader.TryRead(batch, out header) || header.SizeInBytes > batch.Length)
        {
            text = $"the batch's length field does not fit the {batch.Length} bytes that came";
            return BatchFault.Corrupt;
        }
        if (header.SizeInBytes > maxBytes)
        {
            text = $"batch of {header.SizeInBytes} bytes, at most {maxBytes} are taken (max.message.bytes)";
            return BatchFault.TooLarge;
        }
        text = Describe(batch, header);
        if (text.Length > 0) return BatchFault.Invalid;
        if (RecordBatch.ComputeCrc(batch) == header.Crc) return BatchFault.None;
        text = $"checksum {header.Crc:x8} is not that of the bytes ({RecordBatch.ComputeCrc(batch):x8})";
        return BatchFault.Corrupt;
    }

    private static string Describe(ReadOnlySpan<byte> batch, in RecordBatchHeader header)
    {
        if (header.SizeInBytes != batch.Length) return $"{batch.Length - header.SizeInBytes} bytes behind the batch; a partition takes exactly one batch";
        if (header.BaseOffset != 0) return $"base offset {header.BaseOffset}; a producer's is 0";
        if (header.RecordCount < 1) return $"record count {header.RecordCount}; at least 1 is needed";
        if (header.LastOffsetDelta != header.RecordCount - 1) return $"last offset delta {header.LastOffsetDelta} does not fit {header.RecordCount} records";
        if (header.IsControl) return "control batches come from leaders only";
        if (header.Compression > CompressionCodec.Zstd) return $"compression {(int)header.Compression} is not known";
        if (header.ProducerId >= 0 && (header.BaseSequence < 0 || header.ProducerEpoch < 0))
            return $"producer {header.ProducerId} sent epoch {header.ProducerEpoch} and sequence {header.BaseSequence}; neither may be negative";
        return "";
    }
}
