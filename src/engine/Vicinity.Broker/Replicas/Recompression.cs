using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker;

/// <summary>
/// Stores batches of a topic whose compression.type names a codec in that codec. This is the one case in which a produced batch is rewritten;
/// offsets, timestamps, producer and sequences stay as they are.
/// </summary>
internal static class Recompression
{
    /// <summary>The batch in another codec; None and the new bytes, or the error to answer and its reason.</summary>
    public static (ErrorCode Error, string? Reason) Rewrite(ReadOnlySpan<byte> batch, in RecordBatchHeader header, CompressionCodec codec, int maxBytes, out byte[] rewritten)
    {
        rewritten = [];
        using var plain = new PooledBuffer(RecordReader.DefaultMaxUncompressedBytes);
        using var result = new PooledBuffer(int.MaxValue);
        try
        {
            ReadOnlySpan<byte> records = batch[BatchLayout.HeaderBytes..];
            if (header.Compression != CompressionCodec.None)
            {
                BlockCodec.For(header.Compression).Decompress(records, plain);
                records = plain.WrittenSpan;
            }

            result.SetLength(BatchLayout.HeaderBytes);
            if (codec == CompressionCodec.None)
            {
                result.SetLength(BatchLayout.HeaderBytes + records.Length);
                records.CopyTo(result.MutableSpan[BatchLayout.HeaderBytes..]);
            }
            else
            {
                BlockCodec.For(codec).Compress(records, result);
            }
        }
        catch (UnsupportedCompressionException e)
        {
            return (ErrorCode.UnsupportedCompressionType, e.Message);
        }
        catch (RecordFormatException e)
        {
            return (ErrorCode.CorruptMessage, e.Message);
        }

        if (result.Length > maxBytes)
            return (ErrorCode.MessageTooLarge, $"the batch has {result.Length} bytes in the topic's compression.type; the topic takes {maxBytes} (max.message.bytes)");
        (header with
        {
            SizeInBytes = result.Length,
            Attributes = (short)((header.Attributes & ~BatchLayout.CompressionMask) | (int)codec),
        }).WriteTo(result.MutableSpan);
        RecordBatch.UpdateCrc(result.MutableSpan);
        rewritten = result.WrittenSpan.ToArray();
        return (ErrorCode.None, null);
    }
}
