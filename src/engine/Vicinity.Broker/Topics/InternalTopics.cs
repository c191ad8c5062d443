using System.Collections.Immutable;

namespace Vicinity.Broker;

/// <summary>Settings of the topics that the cluster keeps for itself.</summary>
internal static class InternalTopics
{
    /// <summary>Settings of the log of groups and offsets, as they are stored with it.</summary>
    public static readonly ImmutableSortedDictionary<string, string> ConsumerOffsets = ImmutableSortedDictionary<string, string>.Empty
        .Add(TopicSettings.CleanupPolicy, "compact")
        .Add(TopicSettings.SegmentBytes, "16777216");

    /// <summary>What holds for the log of groups without being stored with it: a group is one record, however many members it has.</summary>
    public static readonly ImmutableSortedDictionary<string, string> ConsumerOffsetsDefaults = ImmutableSortedDictionary<string, string>.Empty
        .Add(TopicSettings.MaxMessageBytes, "16777216");

    /// <summary>
    /// Settings of the cluster's own log, which are not stored. A topic's record grows with its partitions. Deletions are kept ten years: a node that was away must
    /// hear of them whenever it comes back.
    /// </summary>
    public static readonly ImmutableSortedDictionary<string, string> Cluster = ConsumerOffsets
        .Add(TopicSettings.MaxMessageBytes, "33554432")
        .Add(TopicSettings.DeleteRetentionMs, "315360000000");
}
