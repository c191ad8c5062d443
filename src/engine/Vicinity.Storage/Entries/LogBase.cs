using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>What a replica knows of the log before its first entry.</summary>
/// <param name="Position">Epoch and offset behind the last entry before it.</param>
/// <param name="Voters">The voters then in force; none if unknown.</param>
/// <param name="Producers">The idempotent producers then known.</param>
public sealed record LogBase(LogPosition Position, IReadOnlyList<Voter> Voters, ProducerSnapshot Producers)
{
    /// <summary>Base of a partition that never held anything.</summary>
    public static LogBase Empty { get; } = new(LogPosition.Zero, [], ProducerSnapshot.Empty);
}
