using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Vicinity.Contacts;

/// <summary>
/// What is derived from an exposure key, exactly as in Exposure Notification, Cryptography Specification v1.2 (Apple and Google, 2020): its identifiers
/// by AES-128 under a key of HKDF-SHA-256 (RFC 5869), and the encryption of the metadata that goes with them. Thread-safe.
/// </summary>
public static class KeySchedule
{
    private static ReadOnlySpan<byte> IdentifierKeyInfo => "EN-RPIK"u8;

    private static ReadOnlySpan<byte> MetadataKeyInfo => "EN-AEMK"u8;

    private static ReadOnlySpan<byte> IdentifierPadding => "EN-RPI\0\0\0\0\0\0"u8;

    /// <summary>The key that encrypts intervals to identifiers (RPIK).</summary>
    /// <param name="secret">The secret of the exposure key.</param>
    /// <param name="key">Takes 16 bytes.</param>
    public static void IdentifierKey(UInt128 secret, Span<byte> key) => Derive(secret, IdentifierKeyInfo, key);

    /// <summary>The key that encrypts the metadata (AEMK).</summary>
    /// <param name="secret">The secret of the exposure key.</param>
    /// <param name="key">Takes 16 bytes.</param>
    public static void MetadataKey(UInt128 secret, Span<byte> key) => Derive(secret, MetadataKeyInfo, key);

    /// <summary>The identifiers of an exposure key, one for each of its intervals.</summary>
    /// <param name="key">The exposure key.</param>
    /// <param name="bytes">Takes <see cref="RollingIdentifier.Length"/> bytes for each interval of the key.</param>
    /// <exception cref="ArgumentException">The key is wrong, or there is no room.</exception>
    public static void Identifiers(ExposureKey key, Span<byte> bytes)
    {
        if (key.Problem is { } problem) throw new ArgumentException(problem, nameof(key));
        Identifiers(key.Secret, key.RollingStart, bytes[..(key.RollingPeriod * RollingIdentifier.Length)]);
    }

    /// <summary>The identifier of an interval.</summary>
    public static RollingIdentifier Identifier(UInt128 secret, int interval)
    {
        Span<byte> bytes = stackalloc byte[RollingIdentifier.Length];
        Identifiers(secret, interval, bytes);
        return RollingIdentifier.From(bytes);
    }

    /// <summary>Encrypts metadata, or decrypts it: the operation is its own inverse.</summary>
    /// <param name="secret">The secret of the exposure key.</param>
    /// <param name="identifier">The identifier with which it is broadcast.</param>
    /// <param name="metadata">At most 16 bytes; changed in place.</param>
    /// <exception cref="ArgumentException">The metadata is longer.</exception>
    public static void Metadata(UInt128 secret, RollingIdentifier identifier, Span<byte> metadata)
    {
        if (metadata.Length > RollingIdentifier.Length) throw new ArgumentException($"metadata has {metadata.Length} bytes and may have {RollingIdentifier.Length}", nameof(metadata));
        Span<byte> key = stackalloc byte[ExposureKey.Length], block = stackalloc byte[RollingIdentifier.Length];
        MetadataKey(secret, key);
        // Counter mode, of which up to 16 bytes need the first block alone: its counter is the identifier.
        identifier.Write(block);
        Encrypt(key, block);
        for (int i = 0; i < metadata.Length; i++) metadata[i] ^= block[i];
    }

    private static void Identifiers(UInt128 secret, int start, Span<byte> bytes)
    {
        Span<byte> key = stackalloc byte[ExposureKey.Length];
        IdentifierKey(secret, key);
        for (int i = 0; i < bytes.Length / RollingIdentifier.Length; i++)
        {
            Span<byte> block = bytes.Slice(i * RollingIdentifier.Length, RollingIdentifier.Length);
            IdentifierPadding.CopyTo(block);
            BinaryPrimitives.WriteInt32LittleEndian(block[IdentifierPadding.Length..], start + i);
        }
        Encrypt(key, bytes);
        CryptographicOperations.ZeroMemory(key);
    }

    private static void Derive(UInt128 secret, ReadOnlySpan<byte> info, Span<byte> key)
    {
        Span<byte> bytes = stackalloc byte[ExposureKey.Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, secret);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bytes, key[..ExposureKey.Length], salt: [], info);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private static void Encrypt(ReadOnlySpan<byte> key, Span<byte> blocks)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
#pragma warning disable CA5358 // The specification encrypts single blocks: there is no message whose patterns could show.
        aes.EncryptEcb(blocks, blocks, PaddingMode.None);
#pragma warning restore CA5358
    }
}
