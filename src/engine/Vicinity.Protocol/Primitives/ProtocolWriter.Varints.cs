namespace Vicinity.Protocol;

public ref partial struct ProtocolWriter
{
    /// <summary>Writes 7 bits a byte, lowest first.</summary>
    public void WriteUnsignedVarint(uint value) => WriteUnsignedVarlong(value);

    /// <summary>Writes a zigzag number of up to 5 bytes.</summary>
    public void WriteVarint(int value) => WriteUnsignedVarlong((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Writes a zigzag number of up to 10 bytes.</summary>
    public void WriteVarlong(long value) => WriteUnsignedVarlong((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes the head of a tagged field; its <paramref name="size"/> bytes of content follow.</summary>
    public void WriteTag(uint tag, long size)
    {
        WriteUnsignedVarint(tag);
        WriteUnsignedVarint(checked((uint)size));
    }

    private void WriteUnsignedVarlong(ulong value)
    {
        while (value >= 0x80)
        {
            WriteInt8((sbyte)(byte)(value | 0x80));
            value >>= 7;
        }

        WriteInt8((sbyte)value);
    }
}
