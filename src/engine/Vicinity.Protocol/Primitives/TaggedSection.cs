namespace Vicinity.Protocol;

/// <summary>Where a reader stands in a tagged section: see <see cref="ProtocolReader.NextTag"/>.</summary>
public struct TaggedSection
{
    internal string What;
    internal uint Remaining;
    internal long LastTag;
    internal int End;
    internal int OuterLimit;

    /// <summary>Number of the field that the reader stands in.</summary>
    public uint Tag { get; internal set; }
}
