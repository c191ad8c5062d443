namespace Vicinity.Model;

/// <summary>Something that happened in a cluster, as one node saw it. What does not apply keeps its default. Immutable.</summary>
/// <param name="Kind">What happened.</param>
public sealed record ClusterEvent(ClusterEventKind Kind)
{
    /// <summary>Number of the event on its node, rising from 0 with each start.</summary>
    public long Sequence { get; init; } = -1;

    /// <summary>When, by the clock of the node that tells.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The node that it is about (the new leader, the node lost, the node that gained a replica), -1 for none.</summary>
    public int NodeId { get; init; } = -1;

    /// <summary>The node before it (the old leader, the node that gave a replica away), -1 for none.</summary>
    public int OtherNodeId { get; init; } = -1;

    /// <summary>The topic, or null.</summary>
    public string? Topic { get; init; }

    /// <summary>The partition, -1 for none.</summary>
    public int Partition { get; init; } = -1;

    /// <summary>The epoch that began, -1 for none.</summary>
    public int Epoch { get; init; } = -1;

    /// <summary>A position in the log, as the kind says; -1 for none.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>How long it took, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Reason in words, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>The event in words, for people: "traffic.0231-0 elected node 2 in epoch 7 after 140 ms".</summary>
    public string Text
    {
        get
        {
            string partition = Partition >= 0 ? $"{Topic}-{Partition}" : Topic ?? "?";
            string node = NodeId >= 0 ? $"node {NodeId}" : "a node";
            string text = Kind switch
            {
                ClusterEventKind.NodeStarted => $"{node} started",
                ClusterEventKind.NodeJoined => $"{node} joined the cluster",
                ClusterEventKind.NodeLost => $"{node} lost",
                ClusterEventKind.NodeBack => $"{node} is back{After(" after ")}",
                ClusterEventKind.LeaderElected => $"{partition} elected {node}{InEpoch}{After(" after ")}",
                ClusterEventKind.LeaderResigned => $"{node} stopped leading {partition}{InEpoch}",
                ClusterEventKind.VoterAdded => $"{node} became a voter of {partition}{InEpoch}{After(" after ")}",
                ClusterEventKind.VoterRemoved => $"{node} is no longer a voter of {partition}{InEpoch}",
                ClusterEventKind.ReplicaMoved => OtherNodeId >= 0 ? $"{partition} moved from node {OtherNodeId} to {node}{After(" in ")}" : $"{partition} moved to {node}{After(" in ")}",
                ClusterEventKind.TopicCreated => $"topic {Topic} created",
                ClusterEventKind.TopicDeleted => $"topic {Topic} deleted",
                ClusterEventKind.ControllerElected => $"{node} became the controller{InEpoch}{After(" after ")}",
                ClusterEventKind.ControllerLost => "the controller is not reached",
                ClusterEventKind.WriteRefused => $"{partition} refuses writes",
                ClusterEventKind.LogTruncated => $"{node} cut its log of {partition}{(Offset >= 0 ? $" to offset {Offset}" : "")}",
                ClusterEventKind.DiskFailed => Topic is null ? $"a disk of {node} failed" : $"the disk of {node} failed for {partition}",
                _ => $"{node}: something that this version does not know",
            };
            return Detail is null ? text : $"{text}: {Detail}";
        }
    }

    private string InEpoch => Epoch >= 0 ? $" in epoch {Epoch}" : "";

    private string After(string word) => Duration is { } duration ? word + Words(duration) : "";

    private static string Words(TimeSpan duration) =>
        FormattableString.Invariant(duration.TotalSeconds < 1
            ? $"{Math.Max(0, duration.TotalMilliseconds):0} ms"
            : duration.TotalMinutes < 2 ? $"{duration.TotalSeconds:0.0} s" : (FormattableString)$"{duration.TotalMinutes:0} min");
}
