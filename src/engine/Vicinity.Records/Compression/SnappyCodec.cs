using System.Buffers.Binary;

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
            Span<byte> space = destination.GetSpan(4 + SnappyBlock.MaxCompressedBytes(block.Length));
            int size = SnappyBlock.Compress(block, space[4..]);
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
        int length = SnappyBlock.UncompressedLength(block, out int headerBytes);
        int before = destination.Length;
        destination.Grow(length);
        SnappyBlock.Decompress(block[headerBytes..], destination.MutableSpan[before..]);
    }
}
