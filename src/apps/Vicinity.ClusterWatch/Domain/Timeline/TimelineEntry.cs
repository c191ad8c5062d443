using System.Text.Json.Serialization;
using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>Something that happened, in words; what belongs together (a node lost, and the elections that followed) is one entry. Immutable.</summary>
public sealed record TimelineEntry
{
    /// <summary>Number of the entry; it keeps it while news are added to it.</summary>
    public required long Id { get; init; }

    /// <summary>Rises with each change of any entry: who knows a number asks for what is above it.</summary>
    public required long Change { get; init; }

    /// <summary>When it happened, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>What happened.</summary>
    [JsonConverter(typeof(CamelCaseEnum<ClusterEventKind>))]
    public required ClusterEventKind Kind { get; init; }

    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Whether it is no entry of its own any more: its parts moved to the entry of their cause.</summary>
    public bool IsGone { get; init; }

    /// <summary>The whole in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The node that it is about, -1 for none.</summary>
    public int Node { get; init; } = -1;

    /// <summary>Partitions that elected leaders in it.</summary>
    public int Elections { get; init; }

    /// <summary>The longest of those elections in milliseconds; null while unknown.</summary>
    public long? SlowestMs { get; init; }

    /// <summary>Acknowledged records that the elections lost; null while nothing was measured.</summary>
    public long? Lost { get; init; }

    /// <summary>Its parts in words, the first few.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}
