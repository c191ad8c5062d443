using System.Buffers.Binary;

namespace Vicinity.Records;

/// <summary>What the header of an LZ4 frame says of the blocks that follow.</summary>
internal readonly record struct Lz4FrameDescriptor(
    bool BlocksAreIndependent, bool HasBlockChecksums, bool HasContentChecksum, int MaxBlockBytes, ulong? ContentSize)
{
    /// <summary>Reads and checks the descriptor behind the magic number.</summary>
    /// <exception cref="RecordFormatException">It is cut off, damaged, of another version, or wants a dictionary.</exception>
    public static Lz4FrameDescriptor Read(ref ReadOnlySpan<byte> source)
    {
        if (source.Length < 3) throw new RecordFormatException("an lz4 frame is cut off inside its descriptor");
        byte flags = source[0];
        byte blockDescriptor = source[1];
        if (flags >> 6 != 1) throw new RecordFormatException($"version {flags >> 6} of the lz4 frame format is not known");
        if ((flags & 0x01) != 0) throw new RecordFormatException("an lz4 frame wants a dictionary, which records do not have");
        int sizeCode = (blockDescriptor >> 4) & 7;
        if ((flags & 0x02) != 0 || (blockDescriptor & 0x8F) != 0 || sizeCode < 4)
            throw new RecordFormatException($"the descriptor {flags:x2} {blockDescriptor:x2} of an lz4 frame is not a legal one");
        bool hasContentSize = (flags & 0x08) != 0;
        int length = hasContentSize ? 10 : 2;
        if (source.Length < length + 1) throw new RecordFormatException("an lz4 frame is cut off inside its descriptor");
        if (source[length] != Lz4Codec.HeaderChecksum(source[..length])) throw new RecordFormatException("the header checksum of an lz4 frame is wrong");
        ulong? contentSize = hasContentSize ? BinaryPrimitives.ReadUInt64LittleEndian(source[2..]) : null;
        source = source[(length + 1)..];
        return new Lz4FrameDescriptor(
            BlocksAreIndependent: (flags & 0x20) != 0,
            HasBlockChecksums: (flags & 0x10) != 0,
            HasContentChecksum: (flags & 0x04) != 0,
            MaxBlockBytes: 1 << (8 + 2 * sizeCode),
            ContentSize: contentSize);
    }
}
