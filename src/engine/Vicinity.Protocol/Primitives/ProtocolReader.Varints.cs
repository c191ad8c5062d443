namespace Vicinity.Protocol;

public ref partial struct ProtocolReader
{
    /// <summary>Reads 7 bits a byte, lowest first, up to 5 bytes.</summary>
    public uint ReadUnsignedVarint(string what)
    {
        var start = _position;
        var value = ReadVarint(5, what);
        return value <= uint.MaxValue ? (uint)value : throw new ProtocolException(what, value, "32 bits", start);
    }

    /// <summary>Reads a zigzag number of up to 5 bytes.</summary>
    public int ReadVarint(string what)
    {
        var raw = ReadUnsignedVarint(what);
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    /// <summary>Reads a zigzag number of up to 10 bytes.</summary>
    public long ReadVarlong(string what)
    {
        var raw = ReadVarint(10, what);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private ulong ReadVarint(int maxBytes, string what)
    {
        var start = _position;
        ulong value = 0;
        for (var i = 0; i < maxBytes; i++)
        {
            var part = Take(1, what)[0];
            // The tenth byte has room for one bit.
            if (i == 9 && part > 1)
                break;
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return value;
        }

        throw new ProtocolException(what, "a varint without end", $"{maxBytes} bytes", start);
    }

    private int ReadCompactLength(string what)
    {
        var start = _position;
        var value = ReadUnsignedVarint(what);
        return value <= int.MaxValue ? (int)value - 1 : throw new ProtocolException(what, $"length {value - 1}", $"{int.MaxValue - 1}", start);
    }
}
