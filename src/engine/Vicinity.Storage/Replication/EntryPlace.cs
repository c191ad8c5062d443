using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>Where in a segment file a position of the log lies.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Bytes">First byte of what follows the position; behind an emptied batch, if the position is inside one.</param>
/// <param name="Emptied">The rest of the emptied batch that the position is inside of, made for this answer; as a rule null.</param>
internal readonly record struct EntryPlace(Segment Segment, long Bytes, byte[]? Emptied)
{
    /// <summary>Finds a position; null if the log does not have it. A batch that compaction emptied ends at each of its offsets.</summary>
    public static EntryPlace? Find(Segment[] segments, LogPosition position)
    {
        int at = Array.FindLastIndex(segments, segment => segment.Base <= position);
        if (at < 0) return null;
        Segment segment = segments[at];
        long length = segment.Length;
        long start = segment.Index.AtOrBefore(position.Offset - 1, length - 1)?.Position ?? segment.BaseBytes;
        LogPosition reached = segment.Base;
        var cursor = new EntryCursor(segment, stackalloc byte[EntryCursor.WindowBytes], start, length);
        for (; cursor.Read(); cursor.Skip())
        {
            RecordBatchHeader header = cursor.Header;
            var next = new LogPosition(header.LeaderEpoch, header.NextOffset);
            if (next > position)
            {
                bool isInside = header.RecordCount == 0 && header.LeaderEpoch == position.Epoch && header.BaseOffset < position.Offset;
                return reached == position ? new EntryPlace(segment, cursor.Position, null)
                    : isInside ? new EntryPlace(segment, cursor.Position + header.SizeInBytes, Rest(header, position.Offset))
                    : null;
            }
            reached = next;
        }
        return reached == position ? new EntryPlace(segment, length, null) : null;
    }

    private static byte[] Rest(in RecordBatchHeader emptied, long from)
    {
        byte[] batch = new byte[BatchLayout.HeaderBytes];
        RecordBatch.WriteEmpty(batch, emptied with
        {
            BaseOffset = from,
            LastOffsetDelta = (int)(emptied.LastOffset - from),
            BaseSequence = emptied.BaseSequence < 0 ? -1 : RecordBatchHeader.AddToSequence(emptied.BaseSequence, (int)(from - emptied.BaseOffset)),
        });
        return batch;
    }
}
