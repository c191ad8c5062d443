using System.Buffers.Binary;
using Snappier;

namespace Vicinity.Records;

/// <summary>
/// Snappy in the two layouts of the field: one raw block (librdkafka), and the stream of length-prefixed blocks that begins with the bytes
/// 82 "SNAPPY" 00 (xerial's, from Java). Both are read; the stream is written, since every client reads it.
/// </summary>
internal sealed class SnappyCodec : BlockCodec
{
    private const int StreamBlockBytes = 32 * 1024;

    private static ReadOnlySpan<byte> StreamMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public override void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        destination.Write(StreamMagic);
        destination.Write([0, 0, 0, 1, 0, 0, 0, 1]);
        for (int from = 0; from < source.Length; from += StreamBlockBytes)
        {
            ReadOnlySpan<byte> block = source.Slice(from, Math.Min(StreamBlockBytes, source.Length - from));
            Span<byte> space = destination.GetSpan(4 + Snappy.GetMaxCompressedLength(block.Length));
            int size = Snappy.Compress(block, space[4..]);
            BinaryPrimitives.WriteInt32BigEndian(space, size);
            destination.Advance(4 + size);
        }
    }

    public override void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (!source.StartsWith(StreamMagic))
        {
            DecompressBlock(source, destination);
            return;
        }
        if (source.Length < StreamMagic.Length + 8) throw new RecordFormatException("a snappy stream's header is cut off");
        ReadOnlySpan<byte> rest = source[(StreamMagic.Length + 8)..];
        while (!rest.IsEmpty)
        {
            if (rest.Length < 4) throw new RecordFormatException("a snappy stream ends inside a block's length");
            int size = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (size < 0 || size > rest.Length - 4) throw new RecordFormatException($"a snappy stream says a block of {size} bytes, {rest.Length - 4} are left");
            DecompressBlock(rest.Slice(4, size), destination);
            rest = rest[(4 + size)..];
        }
    }

    private static void DecompressBlock(ReadOnlySpan<byte> block, PooledBuffer destination)
    {
        try
        {
            int length = Snappy.GetUncompressedLength(block);
            // An element of three bytes makes at most 64 (22 a byte), which bounds the memory that a small block can ask for.
            if (length < 0 || length > 22L * block.Length) throw new RecordFormatException($"a snappy block of {block.Length} bytes promises {(uint)length}, more than it can hold");
            int before = destination.Length;
            destination.Grow(length);
            int made = Snappy.Decompress(block, destination.MutableSpan[before..]);
            if (made != length) throw new RecordFormatException($"a snappy block promises {length} bytes and makes {made}");
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new RecordFormatException($"snappy: {e.Message}", e);
        }
    }
}
