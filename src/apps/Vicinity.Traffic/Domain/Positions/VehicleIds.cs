namespace Vicinity.Traffic;

/// <summary>
/// Ids that were read before, so that reading one again allocates nothing. Begins anew when it is full. Not thread-safe.
/// </summary>
public sealed class VehicleIds
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _max;

    /// <summary>Remembers at most <paramref name="max"/> ids.</summary>
    public VehicleIds(int max = 1_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        _max = max;
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The text of an id in UTF-8; null when the bytes are no UTF-8 or longer than any id.</summary>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > VehiclePosition.MaxVehicleLength * 3) return null;
        Span<char> text = stackalloc char[VehiclePosition.MaxVehicleLength * 3];
        if (System.Text.Unicode.Utf8.ToUtf16(utf8, text, out _, out int length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done) return null;
        return Get(text[..length]);
    }

    /// <summary>The text of an id.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        // Too long to be one: it is refused later, and not remembered.
        if (text.Length > VehiclePosition.MaxVehicleLength) return text.ToString();
        if (_lookup.TryGetValue(text, out string? known)) return known;
        if (_ids.Count >= _max) _ids.Clear();
        string id = text.ToString();
        _ids.Add(id);
        return id;
    }
}
