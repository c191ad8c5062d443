using System.Buffers;
using System.Runtime.CompilerServices;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Writes compact messages without asking the output for room with each number.</summary>
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(ulong value)
    {
        Ensure(Varint.MaxSize64);
        if (value < 0x80) _span[_at++] = (byte)value;
        else _at += Varint.WriteUnsigned(_span[_at..], value);
    }

    /// <summary>Writes a number that may be negative as a zigzag varint.</summary>
    public void Signed(long value)
    {
        Ensure(Varint.MaxSize64);
        _at += Varint.Write(_span[_at..], value);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_span[_at..]);
        _at += bytes.Length;
    }

    /// <summary>Writes a person's id: 16 bytes in the order of its text.</summary>
    public void Id(Guid id)
    {
        Ensure(16);
        id.TryWriteBytes(_span[_at..], bigEndian: true, out int length);
        _at += length;
    }

    /// <summary>Writes a double, least significant byte first.</summary>
    public void Double(double value)
    {
        Ensure(8);
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(_span[_at..], value);
        _at += 8;
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
