using System.Buffers.Binary;

namespace Vicinity.Contacts;

/// <summary>
/// What a device broadcasts in place of who it is, for ten minutes: 16 bytes that look random to all who have not got the key (Rolling Proximity Identifier).
/// </summary>
/// <param name="Value">The bytes, the first one highest.</param>
public readonly record struct RollingIdentifier(UInt128 Value)
{
    /// <summary>Bytes of an identifier.</summary>
    public const int Length = 16;

    /// <summary>The identifier in the first 16 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public static RollingIdentifier From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>The identifier in a message's uuid.</summary>
    public static RollingIdentifier From(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[Length];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return From(bytes);
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for 16.</exception>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);

    /// <summary>The identifier as a message's uuid: the same bytes, which say nothing as a UUID.</summary>
    public Guid ToUuid()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return new Guid(bytes, bigEndian: true);
    }
}
