using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Writes compact forms without asking the output for room with each number.</summary>
internal ref struct CompactWriter(IBufferWriter<byte> output)
{
    private const int Room = 4096;

    private Span<byte> _span = output.GetSpan(Room);
    private int _at;

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value)
    {
        Ensure(1);
        _span[_at++] = value;
    }

    /// <summary>Writes a number from 0 as a varint.</summary>
    public void Number(long value)
    {
        Ensure(Varint.MaxSize64);
        _at += Varint.WriteUnsigned(_span[_at..], (ulong)value);
    }

    /// <summary>Writes a number that may be negative as a zigzag varint.</summary>
    public void Signed(long value)
    {
        Ensure(Varint.MaxSize64);
        _at += Varint.Write(_span[_at..], value);
    }

    /// <summary>Writes a number of up to 128 bits: how many bytes it takes, then these, least significant first.</summary>
    public void Wide(Int128 value)
    {
        Ensure(17);
        int length = ((IBinaryInteger<Int128>)value).GetShortestBitLength() / 8 + 1;
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(all, value);
        length = value == 0 ? 0 : Math.Min(length, 16);
        _span[_at++] = (byte)length;
        all[..length].CopyTo(_span[_at..]);
        _at += length;
    }

    /// <summary>Writes a double, least significant byte first.</summary>
    public void Double(double value)
    {
        Ensure(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_span[_at..], value);
        _at += 8;
    }

    /// <summary>Writes a name: the number of its bytes and these, as UTF-8.</summary>
    public void Name(string name)
    {
        Ensure(Varint.MaxSize32 + Encoding.UTF8.GetMaxByteCount(name.Length));
        Number(Encoding.UTF8.GetByteCount(name));
        _at += Encoding.UTF8.GetBytes(name, _span[_at..]);
    }

    /// <summary>Hands what has been written to the output; nothing may be written afterwards.</summary>
    public void End()
    {
        output.Advance(_at);
        _span = default;
        _at = 0;
    }

    private void Ensure(int length)
    {
        if (_span.Length - _at >= length) return;
        output.Advance(_at);
        _span = output.GetSpan(Math.Max(length, Room));
        _at = 0;
    }
}
