using Vicinity.Model;

namespace Vicinity.Consensus.Tests;

/// <summary>An entry of a log in memory: a marker (voters, width 0) or a data batch.</summary>
internal sealed record Entry(int Epoch, string Name, int Width, IReadOnlyList<Voter>? Voters)
{
    public bool IsMarker => Voters is not null;

    /// <summary>Made by compaction: ends at each of its offsets.</summary>
    public bool IsEmptied => Name == "~";

    public override string ToString() => IsMarker ? $"m{Epoch}{{{Names.Of(Voters!)}}}" : IsEmptied ? $"~{Width}" : Width == 1 ? Name : $"{Name}:{Width}";
}
