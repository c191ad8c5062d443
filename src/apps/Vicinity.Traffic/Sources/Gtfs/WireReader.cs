using System.Buffers.Binary;
using System.Text;

namespace Vicinity.Traffic;

/// <summary>
/// The fields of one Protocol Buffers message, one after the other. What the caller does not take is passed over by the next call.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;

    /// <summary>Number of the field that the reader stands on.</summary>
    public int Field { get; private set; }

    /// <summary>Wire type of the field: 0 varint, 1 eight bytes, 2 length-prefixed, 5 four bytes.</summary>
    public int Type { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        ulong tag = Varint();
        (Field, Type) = ((int)(tag >> 3), (int)(tag & 7));
        if (tag >> 3 is 0 or > 536_870_911) throw new InvalidDataException($"the field number {tag >> 3} is not between 1 and 536870911");
        switch (Type)
        {
            case 0: _number = Varint(); break;
            case 1: _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case 2: _bytes = Take(Varint()); break;
            case 5: _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            default: throw new InvalidDataException($"the wire type {Type} of field {Field} is unknown");
        }
        return true;
    }

    /// <summary>The field's number when it is a varint.</summary>
    public readonly ulong Number => Type == 0 ? _number : throw Unexpected("a varint");

    /// <summary>The field's 32-bit float.</summary>
    public readonly float Float => Type == 5 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw Unexpected("a float");

    /// <summary>The field's bytes when it is length-prefixed.</summary>
    public readonly ReadOnlySpan<byte> Bytes => Type == 2 ? _bytes : throw Unexpected("length-prefixed");

    /// <summary>The field's text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    private readonly InvalidDataException Unexpected(string wanted) => new($"field {Field} has wire type {Type}, not {wanted}");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw new InvalidDataException($"{length} bytes are announced where {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return value;
        }
        throw new InvalidDataException("a varint does not end");
    }
}
