using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>What a replica knows of the log before its first entry: position, voters in force there, producers. Immutable by use.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Voters">The set in force there; none for a newcomer.</param>
/// <param name="Producers">The table there; copied before it is changed.</param>
internal sealed record LogBase(LogPosition Position, IReadOnlyList<Voter> Voters, ProducerTable Producers)
{
    /// <summary>The base of a newcomer (rule S3).</summary>
    public static LogBase Newcomer { get; } = new(LogPosition.Zero, [], new ProducerTable());

    /// <summary>The base of a first voter.</summary>
    public static LogBase First(IReadOnlyList<Voter> voters) => new(LogPosition.Zero, voters, new ProducerTable());
}
