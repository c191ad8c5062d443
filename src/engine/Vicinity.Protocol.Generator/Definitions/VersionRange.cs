namespace Vicinity.Protocol.Generator;

/// <summary>Inclusive range of message versions.</summary>
internal readonly struct VersionRange
{
    public VersionRange(int lowest, int highest)
    {
        Lowest = lowest;
        Highest = highest;
    }

    public int Lowest { get; }

    public int Highest { get; }

    public bool Covers(VersionRange other) => Lowest <= other.Lowest && Highest >= other.Highest;

    /// <summary>A C# condition on <c>version</c>, or null when the range covers all versions of <paramref name="message"/>.</summary>
    public string? Condition(VersionRange message)
    {
        bool below = Lowest > message.Lowest, above = Highest < message.Highest;
        if (below && above)
            return Lowest == Highest ? $"version == {Lowest}" : $"version is >= {Lowest} and <= {Highest}";
        if (below)
            return $"version >= {Lowest}";
        return above ? $"version <= {Highest}" : null;
    }
}
