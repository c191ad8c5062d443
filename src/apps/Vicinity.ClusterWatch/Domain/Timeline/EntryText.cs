using Vicinity.Model;

namespace Vicinity.ClusterWatch;

/// <summary>The sentence of an entry: "node 3 lost; traffic.0231-0 elected node 2 in epoch 7 after 140 ms; 0 records lost".</summary>
internal static class EntryText
{
    public static string Of(ClusterEvent subject, IReadOnlyList<ClusterEvent> parts, int more, long? lost)
    {
        var sentence = new List<string>();
        bool isGroup = parts.Count > 0 && parts[0].Kind == subject.Kind;
        if (!isGroup) sentence.Add(subject.Text);
        foreach (IGrouping<ClusterEventKind, ClusterEvent> kind in parts.GroupBy(p => p.Kind).OrderBy(g => g.Key))
        {
            ClusterEvent[] alike = [.. kind];
            int count = CountOf(kind.Key, alike) + (isGroup ? more : 0);
            sentence.Add(count == 1 ? alike.MaxBy(e => e.Time)!.Text : Many(kind.Key, count, alike));
        }

        if (lost is { } records) sentence.Add(records == 1 ? "1 record lost" : FormattableString.Invariant($"{records:N0} records lost"));
        return string.Join("; ", sentence);
    }

    /// <summary>Replicas are counted one by one, all else by its partition: one that elects twice is one partition.</summary>
    private static int CountOf(ClusterEventKind kind, ClusterEvent[] parts) => kind == ClusterEventKind.ReplicaMoved ? parts.Length : parts.DistinctBy(p => (p.Topic, p.Partition)).Count();

    private static string Many(ClusterEventKind kind, int count, ClusterEvent[] parts)
    {
        bool one = parts.Select(p => p.NodeId).Distinct().Count() == 1;
        string ofNode = one ? $"node {parts[0].NodeId}" : "several nodes";
        return kind switch
        {
            ClusterEventKind.LeaderElected => $"{count} partitions elected leaders{Slowest(parts)}",
            ClusterEventKind.LeaderResigned => $"{ofNode} stopped leading {count} partitions",
            ClusterEventKind.VoterAdded => $"{ofNode} became {(one ? "a voter" : "voters")} of {count} partitions",
            ClusterEventKind.VoterRemoved => $"{ofNode} {(one ? "is no longer a voter" : "are no longer voters")} of {count} partitions",
            ClusterEventKind.ReplicaMoved => $"{count} replicas moved",
            ClusterEventKind.TopicCreated => $"{count} topics created",
            ClusterEventKind.TopicDeleted => $"{count} topics deleted",
            ClusterEventKind.WriteRefused => $"{count} partitions refuse writes{Reason(parts)}",
            ClusterEventKind.LogTruncated => $"{ofNode} cut {(one ? "its" : "their")} logs of {count} partitions",
            _ => $"{parts[0].Text}, and {count - 1} more",
        };
    }

    private static string Slowest(ClusterEvent[] parts)
    {
        double? slowest = parts.Max(p => p.Duration?.TotalMilliseconds);
        return slowest is { } ms ? FormattableString.Invariant($", the slowest after {ms:0} ms") : "";
    }

    private static string Reason(ClusterEvent[] parts) => parts[0].Detail is { } detail ? $": {detail}" : "";
}
