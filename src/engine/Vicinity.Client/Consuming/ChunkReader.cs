using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>What came for one partition in an answer.</summary>
internal readonly record struct ChunkOutcome(
    ErrorCode Error, long HighWatermark, FetchedChunk? Chunk, bool NeedsMoreBytes = false, CorruptRecordsException? Fault = null, bool IsMissing = false)
{
    /// <summary>The broker left the partition out.</summary>
    public static ChunkOutcome Missing => new(ErrorCode.None, -1, null, IsMissing: true);
}

/// <summary>Cuts a partition's bytes of an answer to whole batches and checks them.</summary>
internal static class ChunkReader
{
    /// <summary>Reads what came for a cursor that asked for <see cref="PartitionCursor.FetchOffset"/>. Takes a hold on the frame if there is a chunk.</summary>
    public static ChunkOutcome Read(FetchResponsePartition answer, PartitionCursor cursor, int version, FrameLease frame, bool checkCrc)
    {
        if (answer.ErrorCode != ErrorCode.None) return new ChunkOutcome(answer.ErrorCode, answer.HighWatermark, null);
        ReadOnlyMemory<byte> bytes = answer.Records ?? default;
        long from = cursor.FetchOffset;
        long next = from;
        int begin = -1;
        int end = 0;
        bool hasRecords = false;
        CorruptRecordsException? fault = null;
        var batches = new RecordBatchEnumerator(bytes.Span);
        while (batches.MoveNext())
        {
            // The batch that holds the wanted offset comes whole; one that ends before it is of no use.
            if (batches.Header.NextOffset <= next) continue;
            if (checkCrc && RecordBatch.ComputeCrc(batches.Current) != batches.Header.Crc)
            {
                fault = new CorruptRecordsException(cursor.Partition, batches.Header.BaseOffset, "its checksum is wrong");
                break;
            }
            if (begin < 0) begin = batches.Position;
            end = batches.Consumed;
            next = batches.Header.NextOffset;
            hasRecords |= !batches.Header.IsControl && batches.Header.RecordCount > 0;
        }
        if (batches.IsMalformed) fault = new CorruptRecordsException(cursor.Partition, next, "the bytes are no record batch of format 2");
        // What precedes the damage is delivered first; the damage shows when it is asked for again.
        if (begin >= 0)
        {
            frame.AddHolder();
            return new ChunkOutcome(ErrorCode.None, answer.HighWatermark, new FetchedChunk(cursor, version, frame, bytes[begin..end], from, next, answer.HighWatermark, hasRecords));
        }
        return new ChunkOutcome(ErrorCode.None, answer.HighWatermark, null, NeedsMoreBytes: fault is null && bytes.Length > 0, fault);
    }
}
