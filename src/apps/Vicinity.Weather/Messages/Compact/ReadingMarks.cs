namespace Vicinity.Weather;

/// <summary>What the first byte of a reading says of it, in the compact form.</summary>
[Flags]
internal enum ReadingMarks : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The bits of the <see cref="ReadingKind"/>.</summary>
    Kind = 3,

    /// <summary>Its place follows; else it is that of the reading before.</summary>
    Place = 4,

    /// <summary>Its values are doubles; else whole hundredths.</summary>
    Doubles = 8,

    /// <summary>All of them.</summary>
    All = 15,
}
