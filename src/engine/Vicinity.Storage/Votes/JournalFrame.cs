using System.Buffers;
using System.Buffers.Binary;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// The unit in which the vote journal is written and synced: mark, length, sequence number, records, checksum. A frame is written only
/// when the one before it is on disk, so at most the last can be torn. Layout: docs/formats/data-folder.md.
/// </summary>
internal static class JournalFrame
{
    /// <summary>Bytes around the records: mark, length, sequence before them, checksum behind them.</summary>
    public const int Overhead = 20;

    private const uint Mark = 0x56435646;
    private const int HeaderBytes = 16;

    public static byte[] Build(long sequence, ReadOnlySpan<byte> records)
    {
        byte[] frame = new byte[Overhead + records.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, Mark);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), records.Length);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(8), sequence);
        records.CopyTo(frame.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32C.Compute(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    /// <summary>The records of the frame at the beginning of the bytes; false if no whole frame of that sequence number is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long sequence, out ReadOnlySpan<byte> records)
    {
        if (TryReadAny(bytes, out long found, out records) && found == sequence) return true;
        records = default;
        return false;
    }

    /// <summary>True if a whole frame with a sequence number above the given one begins anywhere in the bytes.</summary>
    public static bool AnyBehind(ReadOnlySpan<byte> bytes, long sequence)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mark, Mark);
        while (true)
        {
            int at = bytes.IndexOf(mark);
            if (at < 0) return false;
            bytes = bytes[at..];
            if (TryReadAny(bytes, out long found, out _) && found > sequence) return true;
            bytes = bytes[1..];
        }
    }

    private static bool TryReadAny(ReadOnlySpan<byte> bytes, out long sequence, out ReadOnlySpan<byte> records)
    {
        sequence = 0;
        records = default;
        if (bytes.Length < Overhead || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Mark) return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        if (length < 0 || length > bytes.Length - Overhead) return false;
        int end = HeaderBytes + length;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[end..]) != Crc32C.Compute(bytes[..end])) return false;
        sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
        records = bytes[HeaderBytes..end];
        return true;
    }
}
