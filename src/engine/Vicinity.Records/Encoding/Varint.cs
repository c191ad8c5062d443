namespace Vicinity.Records;

/// <summary>
/// Zigzag variable-length integers as records use them: 7 bits a byte, lowest group first, the high bit says that more follows.
/// At most 5 bytes for 32 bits and 10 for 64; longer or overflowing forms are refused.
/// </summary>
public static class Varint
{
    /// <summary>Most bytes that a 32-bit number takes.</summary>
    public const int MaxSize32 = 5;

    /// <summary>Most bytes that a 64-bit number takes.</summary>
    public const int MaxSize64 = 10;

    /// <summary>Bytes that <see cref="Write(Span{byte}, int)"/> needs for <paramref name="value"/>.</summary>
    public static int SizeOf(int value) => SizeOfUnsigned(ZigZag(value));

    /// <summary>Bytes that <see cref="Write(Span{byte}, long)"/> needs for <paramref name="value"/>.</summary>
    public static int SizeOf(long value) => SizeOfUnsigned(ZigZag(value));

    /// <summary>Writes <paramref name="value"/> to the beginning of <paramref name="destination"/>; returns the bytes written.</summary>
    /// <exception cref="IndexOutOfRangeException">The destination is too short.</exception>
    public static int Write(Span<byte> destination, int value) => WriteUnsigned(destination, ZigZag(value));

    /// <inheritdoc cref="Write(Span{byte}, int)"/>
    public static int Write(Span<byte> destination, long value) => WriteUnsigned(destination, ZigZag(value));

    /// <summary>Reads a 32-bit number from the beginning of <paramref name="source"/>; false when it is cut off or overflows.</summary>
    /// <param name="source">Bytes to read.</param>
    /// <param name="value">The number, 0 on failure.</param>
    /// <param name="size">Bytes that it took, 0 on failure.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out int value, out int size)
    {
        if (source.Length > 0 && source[0] < 0x80)
        {
            uint first = source[0];
            value = (int)(first >> 1) ^ -(int)(first & 1);
            size = 1;
            return true;
        }
        bool read = TryReadUnsigned(source, MaxSize32, out ulong raw, out size) && raw <= uint.MaxValue;
        if (!read) size = 0;
        value = read ? (int)((uint)raw >> 1) ^ -(int)(raw & 1) : 0;
        return read;
    }

    /// <summary>Reads a 64-bit number from the beginning of <paramref name="source"/>; false when it is cut off or overflows.</summary>
    /// <param name="source">Bytes to read.</param>
    /// <param name="value">The number, 0 on failure.</param>
    /// <param name="size">Bytes that it took, 0 on failure.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out long value, out int size)
    {
        bool read = TryReadUnsigned(source, MaxSize64, out ulong raw, out size);
        value = read ? (long)(raw >> 1) ^ -(long)(raw & 1) : 0;
        return read;
    }

    private static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Bytes that <see cref="WriteUnsigned"/> needs for <paramref name="value"/>.</summary>
    public static int SizeOfUnsigned(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>Writes a number that is never negative without zigzag (LEB128); returns the bytes written.</summary>
    /// <exception cref="IndexOutOfRangeException">The destination is too short.</exception>
    public static int WriteUnsigned(Span<byte> destination, ulong value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        destination[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a number without zigzag (LEB128) from the beginning of <paramref name="source"/>; false when it is cut off, overflows or takes more bytes than it may.</summary>
    /// <param name="source">Bytes to read.</param>
    /// <param name="maxSize">Most bytes that it may take, at most <see cref="MaxSize64"/>.</param>
    /// <param name="value">The number so far as it was read.</param>
    /// <param name="size">Bytes that it took, 0 on failure.</param>
    public static bool TryReadUnsigned(ReadOnlySpan<byte> source, int maxSize, out ulong value, out int size)
    {
        value = 0;
        size = 0;
        int end = Math.Min(source.Length, maxSize);
        for (int i = 0; i < end; i++)
        {
            byte b = source[i];
            if (i == MaxSize64 - 1 && b > 1) return false;
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b >= 0x80) continue;
            size = i + 1;
            return true;
        }
        return false;
    }
}
