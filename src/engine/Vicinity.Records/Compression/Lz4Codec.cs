using System.Buffers.Binary;
using K4os.Compression.LZ4;
using K4os.Hash.xxHash;

namespace Vicinity.Records;

/// <summary>
/// LZ4 frames (lz4/lz4, doc/lz4_Frame_format.md). Every legal frame is read: linked or independent blocks, all checksums, several frames, skippable
/// ones; not those that need a dictionary. Written: one frame of independent blocks of 64 KiB, which is all that Java's client reads.
/// </summary>
internal sealed class Lz4Codec : BlockCodec
{
    /// <summary>Largest block that the format has.</summary>
    public const int MaxBlockBytes = 4 * 1024 * 1024;

    private const uint FrameMagic = 0x184D2204;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint StoredBit = 0x80000000;
    private const int WrittenBlockBytes = 64 * 1024;

    public override void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        ReadOnlySpan<byte> descriptor = [0x60, 0x40];
        Span<byte> header = destination.GetSpan(7);
        BinaryPrimitives.WriteUInt32LittleEndian(header, FrameMagic);
        descriptor.CopyTo(header[4..]);
        header[6] = HeaderChecksum(descriptor);
        destination.Advance(7);
        for (int from = 0; from < source.Length; from += WrittenBlockBytes)
        {
            ReadOnlySpan<byte> block = source.Slice(from, Math.Min(WrittenBlockBytes, source.Length - from));
            Span<byte> space = destination.GetSpan(4 + block.Length);
            // What does not become smaller is stored as it is.
            int size = Math.Max(0, LZ4Codec.Encode(block, space.Slice(4, block.Length - 1), LZ4Level.L00_FAST));
            if (size == 0) block.CopyTo(space[4..]);
            BinaryPrimitives.WriteUInt32LittleEndian(space, size == 0 ? (uint)block.Length | StoredBit : (uint)size);
            destination.Advance(4 + (size == 0 ? block.Length : size));
        }
        destination.Write([0, 0, 0, 0]);
    }

    public override void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (source.IsEmpty) throw new RecordFormatException("there is no lz4 frame");
        while (!source.IsEmpty)
        {
            uint magic = ReadUInt32(ref source, "magic");
            if ((magic & 0xFFFFFFF0) == SkippableMagic)
            {
                uint size = ReadUInt32(ref source, "skippable frame's size");
                if (size > source.Length) throw new RecordFormatException($"a skippable lz4 frame says {size} bytes, {source.Length} are left");
                source = source[(int)size..];
                continue;
            }
            if (magic != FrameMagic) throw new RecordFormatException($"{magic:x8} does not begin an lz4 frame");
            DecompressFrame(ref source, destination);
        }
    }

    private static void DecompressFrame(ref ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        Lz4FrameDescriptor frame = Lz4FrameDescriptor.Read(ref source);
        int frameFrom = destination.Length;
        while (true)
        {
            uint word = ReadUInt32(ref source, "block size");
            if (word == 0) break;
            bool stored = (word & StoredBit) != 0;
            uint size = word & ~StoredBit;
            if (size > frame.MaxBlockBytes || size > source.Length)
                throw new RecordFormatException($"an lz4 block says {size} bytes; its frame allows {frame.MaxBlockBytes}, {source.Length} are left");
            ReadOnlySpan<byte> block = source[..(int)size];
            source = source[(int)size..];
            if (frame.HasBlockChecksums && ReadUInt32(ref source, "block checksum") != XXH32.DigestOf(block))
                throw new RecordFormatException("the checksum of an lz4 block is wrong");
            if (stored) destination.Write(block);
            else DecompressBlock(block, frame, frameFrom, destination);
        }
        ReadOnlySpan<byte> content = destination.WrittenSpan[frameFrom..];
        if (frame.ContentSize is { } expected && expected != (ulong)content.Length)
            throw new RecordFormatException($"an lz4 frame says {expected} bytes and makes {content.Length}");
        if (frame.HasContentChecksum && ReadUInt32(ref source, "content checksum") != XXH32.DigestOf(content))
            throw new RecordFormatException("the checksum of an lz4 frame is wrong");
    }

    private static void DecompressBlock(ReadOnlySpan<byte> block, Lz4FrameDescriptor frame, int frameFrom, PooledBuffer destination)
    {
        int from = destination.Length;
        // A byte makes at most 255, which bounds the memory that a small block can ask for.
        int room = (int)Math.Min(Math.Min(frame.MaxBlockBytes, 255L * block.Length), destination.Limit - from);
        destination.Grow(room);
        Span<byte> output = destination.MutableSpan.Slice(from, room);
        // A linked block may refer to the 64 KiB before it.
        ReadOnlySpan<byte> history = frame.BlocksAreIndependent ? default : destination.MutableSpan[Math.Max(frameFrom, from - 65536)..from];
        int made = LZ4Codec.Decode(block, output, history);
        if (made < 0) throw new RecordFormatException($"an lz4 block is damaged, or makes more than the {room} bytes that it may");
        destination.SetLength(from + made);
    }

    internal static byte HeaderChecksum(ReadOnlySpan<byte> descriptor) => (byte)(XXH32.DigestOf(descriptor) >> 8);

    internal static uint ReadUInt32(ref ReadOnlySpan<byte> source, string field)
    {
        if (source.Length < 4) throw new RecordFormatException($"an lz4 frame is cut off before its {field}");
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(source);
        source = source[4..];
        return value;
    }
}
