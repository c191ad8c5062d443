using System.Buffers;
using System.Buffers.Binary;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// The file beside a closed segment that spares reading it: its sparse index, its end and the places of its markers. A hint only:
/// one that is missing, damaged or made for another state of the segment is rebuilt. Layout: docs/formats/log.md.
/// </summary>
internal static class IndexFile
{
    private const int Magic = 0x56434958;
    private const short Version = 1;
    private const int MaxBytes = 256 * 1024 * 1024;

    public static byte[] Build(Segment segment)
    {
        ReadOnlySpan<IndexEntry> entries = segment.Index.Entries;
        var bytes = new ArrayBufferWriter<byte>(64 + entries.Length * 24);
        var writer = new ByteWriter(bytes);
        writer.Int32(Magic);
        writer.Int16(Version);
        writer.Int32(segment.Rewrites);
        writer.Int64(segment.Length);
        writer.Int64(segment.EndOffset);
        writer.Int32(segment.LastEpoch);
        writer.Int64(segment.MaxTimestamp);
        writer.Int32(entries.Length);
        foreach (ref readonly IndexEntry entry in entries)
        {
            writer.Int64(entry.Offset);
            writer.Int64(entry.Position);
            writer.Int64(entry.MaxTimestampBefore);
        }
        writer.Int32(segment.Markers.Length);
        foreach (MarkerPlace marker in segment.Markers) writer.Int64(marker.Position);
        writer.Int32((int)Crc32C.Compute(bytes.WrittenSpan));
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The segment's state as its index file gives it; null if the file does not fit the segment file.</summary>
    public static SegmentState? TryRead(IFileSystem files, string path, IFile segmentFile, SegmentState ofBase)
    {
        try
        {
            byte[]? bytes = AtomicFile.ReadAll(files, path, MaxBytes);
            if (bytes is null || bytes.Length < 8) return null;
            ReadOnlySpan<byte> content = bytes.AsSpan(0, bytes.Length - 4);
            if (Crc32C.Compute(content) != BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(content.Length))) return null;
            return Read(content, segmentFile, ofBase);
        }
        catch (Exception e) when (e is InvalidDataException or LogDamagedException)
        {
            return null;
        }
    }

    private static SegmentState? Read(ReadOnlySpan<byte> content, IFile segmentFile, SegmentState ofBase)
    {
        var reader = new ByteReader(content);
        if (reader.Int32() != Magic || reader.Int16() != Version || reader.Int32() != ofBase.Rewrites) return null;
        long length = reader.Int64();
        if (length != segmentFile.Length) return null;
        long endOffset = reader.Int64();
        int lastEpoch = reader.Int32();
        long maxTimestamp = reader.Int64();
        var entries = new IndexEntry[reader.Count(24)];
        for (int i = 0; i < entries.Length; i++) entries[i] = new IndexEntry(reader.Int64(), reader.Int64(), reader.Int64());
        var markers = new MarkerPlace[reader.Count(8)];
        for (int i = 0; i < markers.Length; i++)
        {
            long position = reader.Int64();
            ReadOnlySpan<byte> entry = new EntryStream(segmentFile, position, length, EntryStream.SmallPieceBytes).Next();
            if (entry.IsEmpty) return null;
            markers[i] = new MarkerPlace(MarkerEntry.Parse(entry), position);
        }
        return ofBase with
        {
            LastEpoch = lastEpoch,
            EndOffset = endOffset,
            Length = length,
            MaxTimestamp = maxTimestamp,
            EndsWithData = true,
            Index = new SparseIndex(entries),
            Markers = markers,
        };
    }
}
