using System.Buffers.Binary;
using System.Numerics;

namespace Vicinity.Records;

/// <summary>One LZ4 block (lz4/lz4, doc/lz4_Block_format.md): sequences of literals and a match.</summary>
internal static class Lz4Block
{
    private const int MinMatch = 4;

    // The format's rules for the end of a block: the last five bytes are literals, and no match begins in the last twelve.
    private const int LastLiterals = 5;
    private const int MatchFreeEnd = 12;
    private const int MaxTableBits = 13;

    /// <summary>
    /// Compresses at most 64 KiB; returns the bytes written, or 0 when they would not be fewer than the source's.
    /// </summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length < MatchFreeEnd + 1) return 0;
        int bits = Math.Clamp(BitOperations.Log2((uint)source.Length), 8, MaxTableBits);
        Span<ushort> table = stackalloc ushort[1 << MaxTableBits];
        table = table[..(1 << bits)];
        table.Clear();
        Span<byte> room = destination[..Math.Min(destination.Length, source.Length - 1)];
        int at = 0;
        int literalFrom = 0;
        int position = 1;
        int searchEnd = source.Length - MatchFreeEnd;
        int matchEnd = source.Length - LastLiterals;
        int misses = 64;
        while (position <= searchEnd)
        {
            uint word = Matches.FourBytes(source, position);
            ref ushort bucket = ref table[Matches.Bucket(word, bits)];
            int candidate = bucket;
            bucket = (ushort)position;
            if (candidate >= position || Matches.FourBytes(source, candidate) != word)
            {
                position += misses++ >> 6;
                continue;
            }
            misses = 64;
            while (position > literalFrom && candidate > 0 && source[position - 1] == source[candidate - 1])
            {
                position--;
                candidate--;
            }
            int length = MinMatch + Matches.CommonLength(source, candidate + MinMatch, position + MinMatch, matchEnd);
            int written = WriteSequence(room[at..], source[literalFrom..position], position - candidate, length);
            if (written == 0) return 0;
            at += written;
            position += length;
            literalFrom = position;
            if (position - 2 <= searchEnd) table[Matches.Bucket(Matches.FourBytes(source, position - 2), bits)] = (ushort)(position - 2);
        }
        int last = WriteSequence(room[at..], source[literalFrom..], 0, MinMatch);
        return last == 0 ? 0 : at + last;
    }

    /// <summary>
    /// Decompresses a block into <paramref name="buffer"/> from <paramref name="at"/> on; matches may reach back to its beginning. Returns the end.
    /// </summary>
    /// <exception cref="RecordFormatException">The sequences do not fit the buffer.</exception>
    public static int Decompress(ReadOnlySpan<byte> block, Span<byte> buffer, int at)
    {
        int from = 0;
        while (true)
        {
            if (from >= block.Length) throw new RecordFormatException("an lz4 block ends before its last literals");
            byte token = block[from++];
            int literals = ReadLength(block, ref from, token >> 4);
            if (literals > block.Length - from || literals > buffer.Length - at)
                throw new RecordFormatException($"an lz4 literal of {literals} bytes does not fit");
            block.Slice(from, literals).CopyTo(buffer[at..]);
            from += literals;
            at += literals;
            if (from == block.Length) return at;
            if (block.Length - from < 2) throw new RecordFormatException("an lz4 block is cut off inside a match");
            int distance = BinaryPrimitives.ReadUInt16LittleEndian(block[from..]);
            from += 2;
            int length = ReadLength(block, ref from, token & 15) + MinMatch;
            if (distance == 0 || distance > at || length > buffer.Length - at)
                throw new RecordFormatException($"an lz4 match of {length} bytes from {distance} back does not fit");
            Matches.Repeat(buffer, at, distance, length);
            at += length;
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> block, ref int from, int nibble)
    {
        if (nibble < 15) return nibble;
        int length = 15;
        while (true)
        {
            if (from >= block.Length) throw new RecordFormatException("an lz4 block is cut off inside a length");
            byte more = block[from++];
            // A block has at most 4 MiB, so its lengths cannot overflow before this check ends them.
            length += more;
            if (length > Lz4Codec.MaxBlockBytes) throw new RecordFormatException($"an lz4 length of {length} bytes is above the largest block");
            if (more < 255) return length;
        }
    }

    /// <summary>Writes one sequence; distance 0 means literals alone. Returns 0 when there is no room.</summary>
    private static int WriteSequence(Span<byte> destination, ReadOnlySpan<byte> literals, int distance, int matchLength)
    {
        int match = matchLength - MinMatch;
        long needed = 1L + literals.Length + literals.Length / 255 + 1 + 2 + match / 255 + 1;
        if (needed > destination.Length) return 0;
        int at = 1;
        destination[0] = (byte)((Math.Min(literals.Length, 15) << 4) | Math.Min(match, 15));
        if (literals.Length >= 15) at += WriteLength(destination[at..], literals.Length - 15);
        literals.CopyTo(destination[at..]);
        at += literals.Length;
        if (distance == 0) return at;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[at..], (ushort)distance);
        at += 2;
        if (match >= 15) at += WriteLength(destination[at..], match - 15);
        return at;
    }

    private static int WriteLength(Span<byte> destination, int rest)
    {
        int at = 0;
        for (; rest >= 255; rest -= 255) destination[at++] = 255;
        destination[at++] = (byte)rest;
        return at;
    }
}
