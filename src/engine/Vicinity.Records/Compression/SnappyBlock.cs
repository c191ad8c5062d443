using System.Buffers.Binary;
using System.Numerics;

namespace Vicinity.Records;

/// <summary>One raw Snappy block (google/snappy, format_description.txt): uncompressed length, then literals and copies.</summary>
internal static class SnappyBlock
{
    // Copies reach back at most 64 KiB here, so that two bytes always hold the distance.
    private const int FragmentBytes = 1 << 16;
    private const int MaxTableBits = 13;

    /// <summary>Most bytes that a block of <paramref name="length"/> bytes can take.</summary>
    public static int MaxCompressedBytes(int length) => 32 + length + length / 6;

    /// <summary>Compresses into <paramref name="destination"/>, which must hold <see cref="MaxCompressedBytes"/>; returns the bytes written.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int at = 0;
        uint length = (uint)source.Length;
        for (; length >= 0x80; length >>= 7) destination[at++] = (byte)(length | 0x80);
        destination[at++] = (byte)length;
        Span<ushort> table = stackalloc ushort[1 << MaxTableBits];
        for (int from = 0; from < source.Length; from += FragmentBytes)
        {
            ReadOnlySpan<byte> fragment = source.Slice(from, Math.Min(FragmentBytes, source.Length - from));
            int bits = Math.Clamp(BitOperations.Log2((uint)fragment.Length), 8, MaxTableBits);
            Span<ushort> used = table[..(1 << bits)];
            used.Clear();
            at += CompressFragment(fragment, destination[at..], used, bits);
        }
        return at;
    }

    /// <summary>Uncompressed length that the block says it has.</summary>
    /// <exception cref="RecordFormatException">There is none, or it cannot be true of so few bytes.</exception>
    public static int UncompressedLength(ReadOnlySpan<byte> block, out int headerBytes)
    {
        ulong length = 0;
        for (int i = 0; i < Math.Min(block.Length, 5); i++)
        {
            length |= (ulong)(block[i] & 0x7F) << (7 * i);
            if (block[i] >= 0x80) continue;
            headerBytes = i + 1;
            // Three bytes make at most 64, so a longer claim is false, and is refused before memory is taken for it.
            if (length > 22UL * (ulong)block.Length || length > int.MaxValue)
                throw new RecordFormatException($"a snappy block of {block.Length} bytes says that it holds {length}");
            return (int)length;
        }
        throw new RecordFormatException("a snappy block has no length");
    }

    /// <summary>Decompresses the elements behind the length; <paramref name="output"/> is exactly as long as they should make.</summary>
    /// <exception cref="RecordFormatException">The elements do not fit the output.</exception>
    public static void Decompress(ReadOnlySpan<byte> elements, Span<byte> output)
    {
        int from = 0;
        int to = 0;
        while (from < elements.Length)
        {
            byte tag = elements[from++];
            int length;
            int distance;
            switch (tag & 3)
            {
                case 0:
                    long literal = (tag >> 2) + 1L;
                    if (literal > 60)
                    {
                        int lengthBytes = (int)literal - 60;
                        Need(elements, from, lengthBytes);
                        literal = 1;
                        for (int i = 0; i < lengthBytes; i++) literal += (long)elements[from + i] << (8 * i);
                        from += lengthBytes;
                    }
                    if (literal > elements.Length - from || literal > output.Length - to)
                        throw new RecordFormatException($"a snappy literal of {literal} bytes does not fit");
                    elements.Slice(from, (int)literal).CopyTo(output[to..]);
                    from += (int)literal;
                    to += (int)literal;
                    continue;
                case 1:
                    Need(elements, from, 1);
                    length = 4 + ((tag >> 2) & 7);
                    distance = ((tag >> 5) << 8) | elements[from];
                    from += 1;
                    break;
                case 2:
                    Need(elements, from, 2);
                    length = 1 + (tag >> 2);
                    distance = BinaryPrimitives.ReadUInt16LittleEndian(elements[from..]);
                    from += 2;
                    break;
                default:
                    Need(elements, from, 4);
                    length = 1 + (tag >> 2);
                    uint far = BinaryPrimitives.ReadUInt32LittleEndian(elements[from..]);
                    distance = far > int.MaxValue ? int.MaxValue : (int)far;
                    from += 4;
                    break;
            }
            if (distance == 0 || distance > to || length > output.Length - to)
                throw new RecordFormatException($"a snappy copy of {length} bytes from {distance} back does not fit at {to} of {output.Length}");
            Matches.Repeat(output, to, distance, length);
            to += length;
        }
        if (to != output.Length) throw new RecordFormatException($"a snappy block makes {to} bytes instead of {output.Length}");
    }

    private static int CompressFragment(ReadOnlySpan<byte> source, Span<byte> destination, Span<ushort> table, int bits)
    {
        int at = 0;
        int literalFrom = 0;
        int position = 1;
        int end = source.Length;
        int searchEnd = end - 4;
        int misses = 32;
        while (position <= searchEnd)
        {
            uint word = Matches.FourBytes(source, position);
            ref ushort bucket = ref table[Matches.Bucket(word, bits)];
            int candidate = bucket;
            bucket = (ushort)position;
            if (candidate >= position || Matches.FourBytes(source, candidate) != word)
            {
                position += misses++ >> 5;
                continue;
            }
            misses = 32;
            at += WriteLiteral(source[literalFrom..position], destination[at..]);
            int length = 4 + Matches.CommonLength(source, candidate + 4, position + 4, end);
            at += WriteCopy(destination[at..], position - candidate, length);
            position += length;
            literalFrom = position;
            if (position - 1 <= searchEnd) table[Matches.Bucket(Matches.FourBytes(source, position - 1), bits)] = (ushort)(position - 1);
        }
        return at + WriteLiteral(source[literalFrom..], destination[at..]);
    }

    private static int WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> destination)
    {
        if (literal.IsEmpty) return 0;
        int n = literal.Length - 1;
        int at = 1;
        if (n < 60)
        {
            destination[0] = (byte)(n << 2);
        }
        else
        {
            int rest = n;
            for (; rest > 0; rest >>= 8) destination[at++] = (byte)rest;
            destination[0] = (byte)((58 + at) << 2);
        }
        literal.CopyTo(destination[at..]);
        return at + literal.Length;
    }

    private static int WriteCopy(Span<byte> destination, int distance, int length)
    {
        int at = 0;
        while (length > 0)
        {
            if (length is >= 4 and <= 11 && distance < 2048)
            {
                destination[at++] = (byte)(1 | ((length - 4) << 2) | ((distance >> 8) << 5));
                destination[at++] = (byte)distance;
                return at;
            }
            // A rest below 4 would need the longer form; leaving 4 or more lets it be short.
            int step = length <= 64 ? length : length < 68 ? 60 : 64;
            destination[at++] = (byte)(2 | ((step - 1) << 2));
            BinaryPrimitives.WriteUInt16LittleEndian(destination[at..], (ushort)distance);
            at += 2;
            length -= step;
        }
        return at;
    }

    private static void Need(ReadOnlySpan<byte> elements, int from, int count)
    {
        if (elements.Length - from < count) throw new RecordFormatException("a snappy block is cut off");
    }
}
