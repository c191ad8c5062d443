using System.Buffers.Binary;
using System.Text;

namespace Vicinity.Membership;

/// <summary>Reads big-endian values. Reading past the end gives zeros and makes <see cref="IsGood"/> false for good: hostile bytes cost no exception.</summary>
internal ref struct DatagramReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool IsGood { get; private set; } = true;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1) is [byte value] ? value : (byte)0;

    public int UInt16() => Take(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : 0;

    public int Int32() => Take(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : 0;

    public UInt128 UInt128() => Take(16) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;

    /// <summary>A text with its length before it; bytes that are no ASCII become '?', which no text of ours has.</summary>
    public string Text() => Encoding.ASCII.GetString(Take(Byte()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            IsGood = false;
            _rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
