using System.Security.Cryptography;
using System.Text;

namespace Vicinity.Membership;

/// <summary>The secret that the nodes of a cluster share; it signs datagrams with HMAC-SHA256. Never written anywhere. Immutable, thread-safe.</summary>
public sealed class ClusterKey
{
    /// <summary>Bytes of a tag.</summary>
    public const int TagBytes = 32;

    /// <summary>Shortest text: an attacker who has one datagram can try keys as fast as he can compute.</summary>
    public const int MinLength = 16;

    private const int MaxLength = 1024;

    private readonly byte[] _key;

    private ClusterKey(byte[] key) => _key = key;

    /// <summary>What is wrong with the text of a key; null when it can be used.</summary>
    public static string? Fault(string text) =>
        text.Length < MinLength ? $"the cluster key has {text.Length} characters, below {MinLength}: a shorter one can be guessed from a datagram. 'openssl rand -base64 24' makes a good one"
        : text.Length > MaxLength ? $"the cluster key has {text.Length} characters, above {MaxLength}: is it the right file?"
        : null;

    /// <summary>The key of a text.</summary>
    /// <exception cref="ArgumentException">The text is too short or too long.</exception>
    public static ClusterKey Of(string text)
    {
        if (Fault(text) is string fault) throw new ArgumentException(fault, nameof(text));
        // A key of its own for this use: the text may sign other things one day.
        return new ClusterKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), TagBytes, salt: [], info: "vicinity discovery 1"u8.ToArray()));
    }

    /// <summary>Writes the tag of <paramref name="bytes"/>.</summary>
    internal void Sign(ReadOnlySpan<byte> bytes, Span<byte> tag) => HMACSHA256.HashData(_key, bytes, tag);

    /// <summary>Whether the tag is that of <paramref name="bytes"/>; takes the same time wherever it differs.</summary>
    internal bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tag)
    {
        Span<byte> right = stackalloc byte[TagBytes];
        Sign(bytes, right);
        return CryptographicOperations.FixedTimeEquals(right, tag);
    }
}
