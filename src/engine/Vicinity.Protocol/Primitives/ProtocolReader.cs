using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Vicinity.Model;

namespace Vicinity.Protocol;

/// <summary>
/// Reads the protocol's primitive types from one frame. Every read is checked against the end of the frame, and every count
/// against the bytes that are left, before anything is allocated: malformed input ends in a <see cref="ProtocolException"/>.
/// </summary>
public ref partial struct ProtocolReader
{
    /// <summary>Most array elements that one frame may hold in all; a million partitions are within it.</summary>
    public const int MaxElements = 4_000_000;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;
    private int _limit;
    private int _elementsLeft;

    /// <summary>Starts at the first byte of <paramref name="memory"/>.</summary>
    /// <param name="memory">The frame.</param>
    /// <param name="maxElements">Most array elements that it may hold in all.</param>
    public ProtocolReader(ReadOnlyMemory<byte> memory, int maxElements = MaxElements)
    {
        _memory = memory;
        _span = memory.Span;
        _limit = memory.Length;
        _elementsLeft = maxElements;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes left, in the tagged field if the reader stands in one.</summary>
    public readonly int Remaining => _limit - _position;

    /// <summary>The bytes left, as a slice.</summary>
    public readonly ReadOnlyMemory<byte> Rest => _memory[_position.._limit];

    /// <summary>Throws when bytes are left: a body that is longer than its fields is not of the version it claims.</summary>
    public readonly void RequireEnd(string what)
    {
        if (Remaining != 0)
            throw new ProtocolException(what, $"{Remaining} bytes left", "none left", _position);
    }

    /// <summary>Reads one byte; 0 is false, all else true.</summary>
    public bool ReadBoolean(string what) => Take(1, what)[0] != 0;

    /// <summary>Reads one byte.</summary>
    public sbyte ReadInt8(string what) => (sbyte)Take(1, what)[0];

    /// <summary>Reads two bytes.</summary>
    public short ReadInt16(string what) => BinaryPrimitives.ReadInt16BigEndian(Take(2, what));

    /// <summary>Reads two bytes, unsigned.</summary>
    public ushort ReadUInt16(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, what));

    /// <summary>Reads four bytes.</summary>
    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32BigEndian(Take(4, what));

    /// <summary>Reads eight bytes.</summary>
    public long ReadInt64(string what) => BinaryPrimitives.ReadInt64BigEndian(Take(8, what));

    /// <summary>Reads 16 bytes in RFC 9562 order; all zero means none.</summary>
    public Guid ReadUuid(string what) => new(Take(16, what), bigEndian: true);

    /// <summary>Reads two bytes; numbers without a name are kept.</summary>
    public ErrorCode ReadErrorCode(string what) => (ErrorCode)ReadInt16(what);

    /// <summary>Reads a string; null only where <paramref name="nullable"/>.</summary>
    public string? ReadString(bool flexible, bool nullable, string what)
    {
        var start = _position;
        var length = flexible ? ReadCompactLength(what) : ReadInt16(what);
        if (CheckNull(length, nullable, what, start))
            return null;
        var bytes = Take(length, what);
        if (!Utf8.IsValid(bytes))
            throw new ProtocolException(what, $"{length} bytes that are not UTF-8", "UTF-8", start);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a byte string as a slice of the frame; null only where <paramref name="nullable"/>.</summary>
    public ReadOnlyMemory<byte>? ReadBytes(bool flexible, bool nullable, string what)
    {
        var start = _position;
        var length = flexible ? ReadCompactLength(what) : ReadInt32(what);
        if (CheckNull(length, nullable, what, start))
            return null;
        Take(length, what);
        return _memory.Slice(_position - length, length);
    }

    /// <summary>Reads an array's count: -1 for null, else checked so that that many elements of <paramref name="smallest"/> bytes can follow.</summary>
    public int ReadArrayCount(bool flexible, bool nullable, int smallest, string what)
    {
        var start = _position;
        var count = flexible ? ReadCompactLength(what) : ReadInt32(what);
        if (CheckNull(count, nullable, what, start))
            return -1;
        if (count > Remaining / smallest)
            throw new ProtocolException(what, $"{count} elements", $"at most {Remaining / smallest} in the {Remaining} bytes left", start);
        if (count > _elementsLeft)
            throw new ProtocolException(what, $"{count} elements", $"at most {_elementsLeft} more in one frame", start);
        _elementsLeft -= count;
        return count;
    }

    /// <summary>Reads an array of 32-bit numbers.</summary>
    public List<int>? ReadInt32List(bool flexible, bool nullable, string what)
    {
        var count = ReadArrayCount(flexible, nullable, 4, what);
        if (count < 0)
            return null;
        var list = new List<int>(count);
        for (var i = 0; i < count; i++)
            list.Add(ReadInt32(what));
        return list;
    }

    /// <summary>Reads an array of strings, none of them null.</summary>
    public List<string>? ReadStringList(bool flexible, bool nullable, string what)
    {
        var count = ReadArrayCount(flexible, nullable, flexible ? 1 : 2, what);
        if (count < 0)
            return null;
        var list = new List<string>(count);
        for (var i = 0; i < count; i++)
            list.Add(ReadString(flexible, nullable: false, what)!);
        return list;
    }

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Remaining)
            throw new ProtocolException(what, $"{count} bytes needed", $"{Remaining} left", _position);
        var bytes = _span.Slice(_position, count);
        _position += count;
        return bytes;
    }

    private static bool CheckNull(int length, bool nullable, string what, int start)
    {
        if (length >= 0)
            return false;
        if (length != -1)
            throw new ProtocolException(what, $"length {length}", nullable ? "-1 or above" : "0 or above", start);
        return nullable ? true : throw new ProtocolException(what, null, "not null in this version", start);
    }
}
