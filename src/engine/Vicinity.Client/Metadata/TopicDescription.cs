using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A topic and its partitions, in the order of their numbers.</summary>
public sealed record TopicDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its id; empty when the broker does not tell.</summary>
    public Guid Id { get; init; }

    /// <summary>Whether it belongs to the cluster itself.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Its partitions; empty when there is an error.</summary>
    public required IReadOnlyList<PartitionDescription> Partitions { get; init; }

    /// <summary>The broker's error for it; none when all is well.</summary>
    public ErrorCode Error { get; init; }
}
