using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>A position that a log had on disk at some time and has not cut since: damage before it is loss, damage behind it may be a torn write.</summary>
/// <param name="Position">The position.</param>
public sealed record SyncedBound(LogPosition Position)
{
    /// <summary>Nothing is known to be on disk.</summary>
    public static SyncedBound None { get; } = new(LogPosition.Zero);
}
