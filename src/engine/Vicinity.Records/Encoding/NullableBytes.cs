namespace Vicinity.Records;

/// <summary>
/// Bytes that may be null, as keys, values and header values are: null and empty differ. The default is null; a span, even
/// an empty one, is not.
/// </summary>
public readonly ref struct NullableBytes
{
    /// <summary>Wraps a span, which is then not null, even when it is empty.</summary>
    public NullableBytes(ReadOnlySpan<byte> span)
    {
        Span = span;
        HasValue = true;
    }

    /// <summary>No bytes at all.</summary>
    public static NullableBytes Null => default;

    /// <summary>The bytes; empty when null.</summary>
    public ReadOnlySpan<byte> Span { get; }

    /// <summary>Whether there are bytes, be they none.</summary>
    public bool HasValue { get; }

    /// <summary>Whether this is null.</summary>
    public bool IsNull => !HasValue;

    /// <summary>A copy, or null.</summary>
    public byte[]? ToArray() => HasValue ? Span.ToArray() : null;

    public static implicit operator NullableBytes(ReadOnlySpan<byte> span) => new(span);
    public static implicit operator NullableBytes(Span<byte> span) => new(span);
    public static implicit operator NullableBytes(byte[]? bytes) => bytes is null ? default : new(bytes);
    public static implicit operator NullableBytes(ReadOnlyMemory<byte> bytes) => new(bytes.Span);

    /// <summary>Wraps memory that may be null.</summary>
    public static NullableBytes From(ReadOnlyMemory<byte>? bytes) => bytes is { } memory ? new(memory.Span) : default;
}
