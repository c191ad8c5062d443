namespace Vicinity.Storage;

/// <summary>What a replica that fetches from a position is answered (rule T1).</summary>
public enum ReplicaReadKind
{
    /// <summary>The log has the position; here is what follows it.</summary>
    Entries,

    /// <summary>The log does not have the position; the replica has to cut its own.</summary>
    Diverging,

    /// <summary>The log begins behind the position; the replica has to take over its base.</summary>
    Start,
}
