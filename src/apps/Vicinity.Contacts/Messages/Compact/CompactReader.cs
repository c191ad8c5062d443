using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Vicinity.Records;

namespace Vicinity.Contacts;

/// <summary>Reads compact messages; what is cut off or out of its bounds is refused with the place and the reason.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes that have been read.</summary>
    public int At { get; private set; }

    /// <summary>Whether all bytes have been read.</summary>
    public readonly bool IsAtEnd => At == _bytes.Length;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - At;

    /// <summary>Reads one byte.</summary>
    public byte Byte(string what)
    {
        if (IsAtEnd) throw Cut(what);
        return _bytes[At++];
    }

    /// <summary>Reads a number from 0 to a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Number(string what, long most)
    {
        if (At < _bytes.Length && _bytes[At] is var first and < 0x80 && first <= most)
        {
            At++;
            return first;
        }
        return LongNumber(what, most);
    }

    /// <summary>Reads a number between two bounds that may be negative.</summary>
    public long Signed(string what, long least, long most)
    {
        if (!Varint.TryRead(_bytes[At..], out long value, out int size)) throw Cut(what);
        if (value < least || value > most) throw Beyond(what, value, least, most);
        At += size;
        return value;
    }

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(string what, int length)
    {
        if (Left < length) throw Cut(what);
        At += length;
        return _bytes.Slice(At - length, length);
    }

    /// <summary>Reads a person's id, which is not the one of zeros.</summary>
    public Guid Id(string what)
    {
        var id = new Guid(Bytes(what, 16), bigEndian: true);
        return id != Guid.Empty ? id : throw new MessageException(MessageProblem.NoIdentity, $"{what} of the message is the id of zeros");
    }

    /// <summary>Reads a finite double.</summary>
    public double Double(string what)
    {
        double value = BinaryPrimitives.ReadDoubleLittleEndian(Bytes(what, 8));
        return double.IsFinite(value) ? value : throw new MessageException(MessageProblem.WrongValue, $"{what} of the message is no finite number");
    }

    private long LongNumber(string what, long most)
    {
        if (!Varint.TryReadUnsigned(_bytes[At..], Varint.MaxSize64, out ulong value, out int size)) throw Cut(what);
        if (most < 0 || value > (ulong)most) throw Beyond(what, value, 0, most);
        At += size;
        return (long)value;
    }

    private readonly MessageException Cut(string what) => new(MessageProblem.NotCompact, $"the message ends, or is no compact one, at byte {At}: {what}");

    private static MessageException Beyond(string what, object value, long least, long most) =>
        new(MessageProblem.WrongValue, $"{what} is {value} and must be from {least} to {most}");
}
