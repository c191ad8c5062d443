using System.Buffers.Binary;
using System.Text;

namespace Vicinity.Membership;

/// <summary>Writes big-endian values into a buffer that must be long enough; <see cref="Fits"/> asks before.</summary>
internal ref struct DatagramWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public readonly bool Fits(int bytes) => Length + bytes <= _buffer.Length;

    public void Byte(int value) => _buffer[Length++] = (byte)value;

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], (ushort)value);
        Length += 2;
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer[Length..], value);
        Length += 4;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer[Length..], value);
        Length += 8;
    }

    public void UInt128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_buffer[Length..], value);
        Length += 16;
    }

    public void Text(string value)
    {
        Byte(value.Length);
        Length += Encoding.ASCII.GetBytes(value, _buffer[Length..]);
    }
}
