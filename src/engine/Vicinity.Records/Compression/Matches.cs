using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vicinity.Records;

/// <summary>What dictionary coders share: finding how far two places of a buffer agree, and repeating an earlier place.</summary>
internal static class Matches
{
    /// <summary>Bytes that the places <paramref name="a"/> and <paramref name="b"/> have in common; b is the later one, end bounds it.</summary>
    public static int CommonLength(ReadOnlySpan<byte> bytes, int a, int b, int end)
    {
        int start = b;
        ref byte origin = ref MemoryMarshal.GetReference(bytes);
        while (end - b >= 8)
        {
            ulong difference = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, a)) ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, b));
            if (difference != 0)
            {
                int bits = BitConverter.IsLittleEndian ? BitOperations.TrailingZeroCount(difference) : BitOperations.LeadingZeroCount(difference);
                return b - start + (bits >> 3);
            }
            a += 8;
            b += 8;
        }
        while (b < end && bytes[a] == bytes[b])
        {
            a++;
            b++;
        }
        return b - start;
    }

    /// <summary>The four bytes at <paramref name="at"/> as a number; equal bytes give equal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FourBytes(ReadOnlySpan<byte> bytes, int at) => MemoryMarshal.Read<uint>(bytes[at..]);

    /// <summary>Bucket of four bytes in a table of 2^<paramref name="bits"/>: multiplicative hashing (Knuth, 6.4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Bucket(uint fourBytes, int bits) => (int)((fourBytes * 2654435761u) >> (32 - bits));

    /// <summary>
    /// Writes <paramref name="count"/> bytes at <paramref name="at"/> that repeat those <paramref name="distance"/> before; the ranges may
    /// overlap. Bounds are the caller's duty.
    /// </summary>
    public static void Repeat(Span<byte> buffer, int at, int distance, int count)
    {
        int from = at - distance;
        if (distance >= count)
        {
            buffer.Slice(from, count).CopyTo(buffer[at..]);
            return;
        }
        if (distance == 1)
        {
            buffer.Slice(at, count).Fill(buffer[from]);
            return;
        }
        // What is there to be repeated doubles with each copy, so overlapping matches take few.
        int done = 0;
        while (done < count)
        {
            int step = Math.Min(distance + done, count - done);
            buffer.Slice(from, step).CopyTo(buffer[(at + done)..]);
            done += step;
        }
    }
}
