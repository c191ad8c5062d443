using System.Collections.Immutable;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>A topic that a client asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Replicas">Replicas of each partition; -1 for the default.</param>
/// <param name="Assignments">The nodes of each partition, or null: they are chosen.</param>
/// <param name="Settings">Its own settings.</param>
internal sealed record NewTopic(string Name, int Partitions, int Replicas, IReadOnlyList<IReadOnlyList<int>>? Assignments, ImmutableSortedDictionary<string, string> Settings);

/// <summary>The outcome of a change that a client asked for.</summary>
/// <param name="Error">The error, or None.</param>
/// <param name="Message">What is wrong, in words.</param>
internal readonly record struct ChangeOutcome(ErrorCode Error, string? Message = null)
{
    public static readonly ChangeOutcome Done = new(ErrorCode.None);

    public bool IsDone => Error == ErrorCode.None;
}
