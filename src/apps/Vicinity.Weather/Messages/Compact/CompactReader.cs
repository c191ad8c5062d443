using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Reads compact forms; what is cut off or beyond its bounds is refused with the place and the reason.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes that have been read.</summary>
    public int At { get; private set; }

    /// <summary>Whether all bytes have been read.</summary>
    public readonly bool IsAtEnd => At == _bytes.Length;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - At;

    /// <summary>Reads one byte up to a bound.</summary>
    public byte Byte(string what, byte least = 0, byte most = byte.MaxValue)
    {
        if (IsAtEnd) throw Cut(what);
        byte value = _bytes[At];
        if (value < least || value > most) throw Beyond(what, value, least, most);
        At++;
        return value;
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

    /// <summary>Reads a count of things that take some bytes each at least, so that what is made for them is bounded by what has come.</summary>
    public int Count(string what, long most, int bytesEach)
    {
        long count = Number(what, most);
        return count <= Left / bytesEach ? (int)count : throw new MessageException(MessageProblem.NotReadable, $"{what} is {count}, and the bytes end before them");
    }

    /// <summary>Reads a number between two bounds that may be negative.</summary>
    public long Signed(string what, long least, long most)
    {
        if (!Varint.TryRead(_bytes[At..], out long value, out int size)) throw Cut(what);
        if (value < least || value > most) throw Beyond(what, value, least, most);
        At += size;
        return value;
    }

    /// <summary>Reads a number of up to 128 bits.</summary>
    public Int128 Wide(string what)
    {
        int length = Byte(what, 0, 16);
        if (length == 0) return 0;
        ReadOnlySpan<byte> some = Bytes(what, length);
        Span<byte> all = stackalloc byte[16];
        all.Fill((some[^1] & 0x80) != 0 ? (byte)0xFF : (byte)0);
        some.CopyTo(all);
        return BinaryPrimitives.ReadInt128LittleEndian(all);
    }

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> Bytes(string what, int length)
    {
        if (Left < length) throw Cut(what);
        At += length;
        return _bytes.Slice(At - length, length);
    }

    /// <summary>Reads a double, which may be no number.</summary>
    public double Double(string what) => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(what, 8));

    /// <summary>Reads a name as its bytes.</summary>
    public ReadOnlySpan<byte> NameBytes(string what, int mostBytes) => Bytes(what, (int)Number(what, mostBytes));

    /// <summary>Reads a name.</summary>
    public string Name(string what)
    {
        ReadOnlySpan<byte> name = NameBytes(what, ReadingBounds.MostPlaceBytes);
        return Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : throw new MessageException(MessageProblem.WrongValue, $"{what} is no UTF-8");
    }

    private long LongNumber(string what, long most)
    {
        if (!Varint.TryReadUnsigned(_bytes[At..], Varint.MaxSize64, out ulong value, out int size)) throw Cut(what);
        if (most < 0 || value > (ulong)most) throw Beyond(what, value, 0, most);
        At += size;
        return (long)value;
    }

    private readonly MessageException Cut(string what) => new(MessageProblem.NotReadable, $"the bytes end, or are not of this form, at byte {At}: {what}");

    private static MessageException Beyond(string what, object value, long least, long most) =>
        new(MessageProblem.WrongValue, $"{what} is {value} and must be from {least} to {most}");
}
