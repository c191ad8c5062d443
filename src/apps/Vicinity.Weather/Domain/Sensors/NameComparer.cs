using System.Text;

namespace Vicinity.Weather;

/// <summary>Finds names by their UTF-8 bytes without making strings. Thread-safe.</summary>
internal sealed class NameComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    private const int OnStack = 4 * ReadingBounds.MostNameLength;

    /// <summary>The only one.</summary>
    public static NameComparer Instance { get; } = new();

    public bool Equals(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    public int GetHashCode(string name)
    {
        Span<byte> bytes = name.Length <= ReadingBounds.MostNameLength ? stackalloc byte[OnStack] : new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        return GetHashCode(bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
    }

    public bool Equals(ReadOnlySpan<byte> bytes, string name)
    {
        if (Ascii.Equals(bytes, name)) return true;
        if (Ascii.IsValid(bytes) || name.Length > bytes.Length || bytes.Length > OnStack) return false;
        Span<byte> other = stackalloc byte[OnStack];
        return Encoding.UTF8.TryGetBytes(name, other, out int length) && bytes.SequenceEqual(other[..length]);
    }

    public int GetHashCode(ReadOnlySpan<byte> bytes)
    {
        // Seeded anew in each process, so that nobody can choose names that fall on each other.
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    public string Create(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
