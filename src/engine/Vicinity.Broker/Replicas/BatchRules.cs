using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Broker;

/// <summary>What a topic asks of a produced batch beyond being one: size, timestamps near the node's clock, and keys where records are kept by key.</summary>
internal static class BatchRules
{
    private const int SmallestRecordBytes = 7;

    /// <summary>Checks a batch; None when it may be appended.</summary>
    public static ErrorCode Check(ReadOnlySpan<byte> batch, TopicConfig config, long nowMs, out RecordBatchHeader header, out string? reason)
    {
        BatchFault fault = ProducedBatch.Validate(batch, config.MaxMessageBytes, out header, out string text);
        reason = text;
        switch (fault)
        {
            case BatchFault.Corrupt: return ErrorCode.CorruptMessage;
            case BatchFault.Invalid: return ErrorCode.InvalidRecord;
            case BatchFault.TooLarge: return ErrorCode.MessageTooLarge;
        }

        reason = null;
        if (header.IsTransactional)
        {
            reason = "transactions are not offered by this node";
            return ErrorCode.InvalidRecord;
        }

        if (header.TimestampType == TimestampType.LogAppendTime)
        {
            reason = "the batch says that its timestamps are the node's (LogAppendTime); a producer sends its own";
            return ErrorCode.InvalidTimestamp;
        }

        // A count that the bytes cannot hold would take offsets that no record has.
        int recordBytes = header.Compression == CompressionCodec.None ? header.SizeInBytes - BatchLayout.HeaderBytes : RecordReader.DefaultMaxUncompressedBytes;
        if (header.RecordCount > recordBytes / SmallestRecordBytes)
        {
            reason = $"the batch claims {header.RecordCount} records; its bytes hold at most {recordBytes / SmallestRecordBytes}";
            return ErrorCode.InvalidRecord;
        }

        if (!config.UsesLogAppendTime)
        {
            if (header.MaxTimestamp > nowMs && header.MaxTimestamp - nowMs > config.TimestampAfterMaxMs)
            {
                reason = $"timestamp {header.MaxTimestamp} is {header.MaxTimestamp - nowMs} ms ahead of the node's clock; at most {config.TimestampAfterMaxMs} ms are taken (message.timestamp.after.max.ms)";
                return ErrorCode.InvalidTimestamp;
            }

            if (nowMs - header.BaseTimestamp > config.TimestampBeforeMaxMs)
            {
                reason = $"timestamp {header.BaseTimestamp} is {nowMs - header.BaseTimestamp} ms behind the node's clock; at most {config.TimestampBeforeMaxMs} ms are taken (message.timestamp.before.max.ms)";
                return ErrorCode.InvalidTimestamp;
            }
        }

        return config.IsCompacted ? CheckKeys(batch, out reason) : ErrorCode.None;
    }

    private static ErrorCode CheckKeys(ReadOnlySpan<byte> batch, out string? reason)
    {
        reason = null;
        try
        {
            using var records = new RecordReader(batch);
            while (records.MoveNext())
            {
                if (!records.Current.Key.IsNull) continue;
                reason = $"record {records.Current.Offset} of the batch has no key; a compacted topic keeps the latest record of each key";
                return ErrorCode.InvalidRecord;
            }

            return ErrorCode.None;
        }
        catch (UnsupportedCompressionException e)
        {
            reason = e.Message;
            return ErrorCode.UnsupportedCompressionType;
        }
        catch (RecordFormatException e)
        {
            reason = e.Message;
            return ErrorCode.CorruptMessage;
        }
    }
}
