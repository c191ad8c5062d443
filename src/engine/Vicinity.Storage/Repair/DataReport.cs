namespace Vicinity.Storage;

/// <summary>What a look at every byte of a data folder found. Nothing was changed.</summary>
/// <param name="Path">The folder.</param>
public sealed record DataReport(string Path)
{
    /// <summary>The identity of the node; null when there is none yet, or it cannot be read.</summary>
    public NodeIdentity? Identity { get; init; }

    /// <summary>Why that cannot be read, or null.</summary>
    public string? IdentityFault { get; init; }

    /// <summary>Why the journal of votes cannot be read, or null.</summary>
    public string? VotesFault { get; init; }

    /// <summary>All folders of replicas, by name.</summary>
    public IReadOnlyList<ReplicaReport> Replicas { get; init; } = [];

    /// <summary>Folders that were set aside before.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>Whether a node can start on it and nothing is lost.</summary>
    public bool IsSound => IdentityFault is null && VotesFault is null && Replicas.All(r => r.IsSound);
}
