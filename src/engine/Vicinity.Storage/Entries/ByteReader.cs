using System.Buffers.Binary;

namespace Vicinity.Storage;

/// <summary>Reads what <see cref="ByteWriter"/> writes. Throws <see cref="InvalidDataException"/> when the bytes end too early or a varint is too long.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public uint UnsignedVarint()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = Byte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new InvalidDataException("a varint has more than five bytes");
    }

    public int Varint()
    {
        uint value = UnsignedVarint();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>A count that the rest can hold, if each element takes at least the given bytes.</summary>
    public int Count(int minBytesEach) => Bounded(Int32(), minBytesEach);

    /// <summary>As <see cref="Count"/>, in the protocol's compact form (one more than the count, as varint).</summary>
    public int CompactCount(int minBytesEach) => Bounded((int)UnsignedVarint() - 1, minBytesEach);

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException($"{count} bytes are wanted and {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private readonly int Bounded(int count, int minBytesEach) =>
        count >= 0 && (long)count * minBytesEach <= _rest.Length
            ? count
            : throw new InvalidDataException($"a list of {count} elements cannot be in the {_rest.Length} bytes that are left");
}
