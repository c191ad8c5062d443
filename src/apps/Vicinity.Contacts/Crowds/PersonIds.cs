using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vicinity.Contacts;

/// <summary>
/// The ids of a crowd's people: a UUID made of the simulation's name and the person's number (RFC 9562, version 8, by SHA-256), so that the same run has the
/// same ids, and who knows name and number knows the id. Thread-safe.
/// </summary>
public static class PersonIds
{
    private const int MaxStack = 512;

    private static ReadOnlySpan<byte> Names => [0x6f, 0x1d, 0x3a, 0xd0, 0x5c, 0x0e, 0x5b, 0x52, 0x9a, 0x1e, 0x7d, 0x1f, 0x4b, 0x0c, 0x8a, 0x11];

    /// <summary>The id of a person.</summary>
    /// <param name="simulation">Name of the simulation.</param>
    /// <param name="person">Number of the person.</param>
    public static Guid Of(string simulation, int person)
    {
        int length = 16 + Encoding.UTF8.GetByteCount(simulation) + 4;
        Span<byte> input = length <= MaxStack ? stackalloc byte[MaxStack] : new byte[length];
        input = input[..length];
        Names.CopyTo(input);
        Encoding.UTF8.GetBytes(simulation, input[16..]);
        BinaryPrimitives.WriteInt32BigEndian(input[^4..], person);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
