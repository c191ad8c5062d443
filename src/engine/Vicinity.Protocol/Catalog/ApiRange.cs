namespace Vicinity.Protocol;

/// <summary>Inclusive range of versions of an API.</summary>
public readonly record struct ApiRange(short Lowest, short Highest)
{
    /// <summary>Whether <paramref name="version"/> lies in the range.</summary>
    public bool Contains(short version) => version >= Lowest && version <= Highest;

    /// <summary>The highest version that both ranges contain, or null when they do not meet.</summary>
    public short? HighestCommon(ApiRange other)
    {
        var highest = Math.Min(Highest, other.Highest);
        return highest >= Math.Max(Lowest, other.Lowest) ? highest : null;
    }

    /// <summary>Throws <see cref="ProtocolException"/> when <paramref name="version"/> lies outside.</summary>
    public void Require(ApiKey api, short version)
    {
        if (!Contains(version))
            throw new ProtocolException($"{api} version", version, $"{Lowest} to {Highest}", 0);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Lowest}-{Highest}";
}
