using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// Reads a segment as recovery must: every entry's form, checksum, and that it continues the chain. An entry that does not ends
/// the log there, whatever stands behind it.
/// </summary>
internal static class SegmentScanner
{
    /// <summary>Reads the base alone.</summary>
    /// <exception cref="LogDamagedException">It cannot be read; segment files come into being with their base on disk, so that is never a torn write.</exception>
    public static LogBase ReadBase(IFile file, SegmentName name, out SegmentState state)
    {
        var stream = new EntryStream(file, 0, file.Length, EntryStream.SmallPieceBytes);
        ReadOnlySpan<byte> entry = stream.Next();
        if (entry.IsEmpty) throw new LogDamagedException(file.Path, 0, stream.Fault ?? "the file is empty");
        try
        {
            RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
            LogBase known = BaseEntry.Parse(entry, out int rewrites);
            if (known.Position.Offset != name.BaseOffset) throw new InvalidDataException($"the base at {known.Position} stands in a file named for offset {name.BaseOffset}");
            state = SegmentState.OfBase(known.Position, entry.Length, header.BaseTimestamp, rewrites);
            return known;
        }
        catch (InvalidDataException e)
        {
            throw new LogDamagedException(file.Path, 0, e.Message);
        }
    }

    /// <summary>Reads the whole segment.</summary>
    /// <param name="file">The segment file; becomes the segment's.</param>
    /// <param name="name">Its name.</param>
    /// <param name="indexInterval">Distance of index entries, in bytes.</param>
    /// <param name="producers">Table to be filled from base and entries, or null.</param>
    /// <exception cref="LogDamagedException">The base cannot be read.</exception>
    public static ScanResult Scan(IFile file, SegmentName name, int indexInterval, ProducerTable? producers)
    {
        LogBase known = ReadBase(file, name, out SegmentState state);
        var segment = new Segment(name, file, state);
        producers?.Reset(known.Producers);
        long fileBytes = file.Length;
        var stream = new EntryStream(file, segment.BaseBytes, fileBytes);
        long entries = 0;
        string? fault = null;
        while (true)
        {
            long position = stream.Position;
            ReadOnlySpan<byte> entry = stream.Next();
            if (entry.IsEmpty) break;
            RecordBatchHeader.TryRead(entry, out RecordBatchHeader header);
            fault = Note(segment, header, entry, position, indexInterval);
            if (fault is not null) break;
            if (header.IsWidthZero()) producers?.Advance(header.MaxTimestamp);
            else producers?.Update(header);
            segment.Publish(header.NextOffset, stream.Position);
            entries++;
        }
        return new ScanResult(segment, known, entries, fileBytes, fault ?? stream.Fault);
    }

    private static string? Note(Segment segment, in RecordBatchHeader header, ReadOnlySpan<byte> entry, long position, int indexInterval)
    {
        LogPosition end = segment.End;
        if (header.BaseOffset != end.Offset) return $"the entry has offset {header.BaseOffset} where {end.Offset} must follow";
        if (!header.IsWidthZero())
        {
            if (header.LeaderEpoch != end.Epoch) return $"the batch is of epoch {header.LeaderEpoch} in epoch {end.Epoch}";
            segment.NoteData(header, position, indexInterval);
            return null;
        }
        if (header.LeaderEpoch <= end.Epoch) return $"a marker of epoch {header.LeaderEpoch} stands in epoch {end.Epoch}";
        try
        {
            segment.NoteMarker(MarkerEntry.Parse(entry), position);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
