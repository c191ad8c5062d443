using System.Buffers;
using System.Buffers.Binary;

namespace Vicinity.Storage;

/// <summary>Writes big-endian numbers and protocol varints to a growing buffer.</summary>
internal readonly struct ByteWriter(ArrayBufferWriter<byte> target)
{
    public void Byte(byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    public void Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(target.GetSpan(2), value);
        target.Advance(2);
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), value);
        target.Advance(4);
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(target.GetSpan(8), value);
        target.Advance(8);
    }

    public void Uuid(Guid value)
    {
        value.TryWriteBytes(target.GetSpan(16), bigEndian: true, out _);
        target.Advance(16);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(target.GetSpan(value.Length));
        target.Advance(value.Length);
    }

    /// <summary>Seven bits a byte, lowest first.</summary>
    public void UnsignedVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    /// <summary>Zigzag form, as inside records.</summary>
    public void Varint(int value) => UnsignedVarint((uint)((value << 1) ^ (value >> 31)));
}
