using System.Buffers.Binary;
using System.Numerics;

namespace Vicinity.Storage;

/// <summary>CRC-32C (Castagnoli), the checksum of batches and of every file in the data folder.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>True if the checksum in the entry's header fits its bytes.</summary>
    public static bool Holds(ReadOnlySpan<byte> entry) =>
        Of(entry[EntryHeader.OffsetOfChecked..]) == BinaryPrimitives.ReadUInt32BigEndian(entry[EntryHeader.OffsetOfCrc..]);
}
