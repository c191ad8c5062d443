using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>What a look at every byte of a replica's folder found. Nothing was changed.</summary>
/// <param name="Name">Name of the folder: topic, dash, partition.</param>
/// <param name="Path">The folder.</param>
public sealed record ReplicaReport(string Name, string Path)
{
    /// <summary>The identity of the replica; null when its file <c>replica</c> cannot be read.</summary>
    public ReplicaFolder? Replica { get; init; }

    /// <summary>What stands before the first entry that can be read; null when nothing can.</summary>
    public LogBase? Base { get; init; }

    /// <summary>Position behind the last entry that can be read.</summary>
    public LogPosition End { get; init; }

    /// <summary>The last voter set that can be read; empty when none can.</summary>
    public IReadOnlyList<Voter> Voters { get; init; } = [];

    /// <summary>Entries that can be read.</summary>
    public long Entries { get; init; }

    /// <summary>Entries whose offset or epoch, which no checksum covers, was wrong and follows from the entry before: nothing of them is lost.</summary>
    public long Corrected { get; init; }

    /// <summary>Offsets that are lost.</summary>
    public IReadOnlyList<LostRange> Lost { get; init; } = [];

    /// <summary>Bytes behind the end that were never acknowledged, as a crash leaves them: a start cuts them.</summary>
    public long TornBytes { get; init; }

    /// <summary>The largest id of a producer that wrote to it, or -1.</summary>
    public long LargestProducerId { get; init; } = -1;

    /// <summary>Name of the topic, by the file <c>replica</c> or else by the folder's name.</summary>
    public string Topic => Replica?.Topic ?? Name[..Math.Max(0, Name.LastIndexOf('-'))];

    /// <summary>Number of the partition, likewise; -1 when the name has none.</summary>
    public int Partition => Replica?.Partition ?? (int.TryParse(Name.AsSpan(Name.LastIndexOf('-') + 1), out int number) ? number : -1);

    /// <summary>Whether a node can open it and nothing is lost.</summary>
    public bool IsSound => Replica is not null && Base is not null && Lost.Count == 0 && Corrected == 0;
}
