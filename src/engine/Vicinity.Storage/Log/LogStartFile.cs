using System.Buffers.Binary;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>The file <c>log-start</c>: below which offset records were deleted by request. Layout: docs/formats/log.md.</summary>
internal static class LogStartFile
{
    public const string Name = "log-start";
    private const uint Magic = 0x56434C53;
    private const ushort Version = 1;
    private const int Bytes = 20;

    /// <summary>Durable when it returns.</summary>
    public static void Write(SegmentFolder folder, long offset)
    {
        Span<byte> content = stackalloc byte[Bytes];
        content.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(content, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(content[4..], Version);
        BinaryPrimitives.WriteInt64BigEndian(content[8..], offset);
        BinaryPrimitives.WriteUInt32BigEndian(content[16..], Crc32C.Compute(content[..16]));
        AtomicFile.Replace(folder.Files, folder.PathOf(Name), content);
    }

    /// <summary>The offset; 0 if there is no file; null if it cannot be read.</summary>
    public static long? Read(SegmentFolder folder)
    {
        if (!folder.Files.FileExists(folder.PathOf(Name))) return 0;
        try
        {
            ReadOnlySpan<byte> content = AtomicFile.ReadAll(folder.Files, folder.PathOf(Name), Bytes);
            if (content.Length != Bytes
                || BinaryPrimitives.ReadUInt32BigEndian(content) != Magic
                || BinaryPrimitives.ReadUInt16BigEndian(content[4..]) != Version
                || BinaryPrimitives.ReadUInt32BigEndian(content[16..]) != Crc32C.Compute(content[..16])) return null;
            long offset = BinaryPrimitives.ReadInt64BigEndian(content[8..]);
            return offset >= 0 ? offset : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
