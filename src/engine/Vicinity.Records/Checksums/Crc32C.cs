using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vicinity.Records;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720 appendix B.4), the checksum of record batches. The check value of "123456789" is e3069283.
/// Uses the processor's instruction where there is one. Thread-safe.
/// </summary>
public static class Crc32C
{
    /// <summary>Checksum of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>Checksum of what <paramref name="crc"/> covers followed by <paramref name="data"/>; 0 covers nothing.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        uint state = ~crc;
        ref byte at = ref MemoryMarshal.GetReference(data);
        int left = data.Length;
        while (left >= 8)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref at);
            state = BitOperations.Crc32C(state, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
            at = ref Unsafe.Add(ref at, 8);
            left -= 8;
        }
        for (; left > 0; left--)
        {
            state = BitOperations.Crc32C(state, at);
            at = ref Unsafe.Add(ref at, 1);
        }
        return ~state;
    }
}
