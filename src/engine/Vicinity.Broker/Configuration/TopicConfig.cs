using Vicinity.Records;

namespace Vicinity.Broker;

/// <summary>
/// The settings in force for one topic: its own overrides, then the node's defaults, then the built-in ones. Immutable; the parsed
/// values are worked out once, so that the append path reads plain fields.
/// </summary>
public sealed class TopicConfig
{
    private readonly IReadOnlyDictionary<string, string> _nodeDefaults;

    /// <param name="overrides">The topic's own values; all valid by <see cref="TopicSettings.Fault"/>.</param>
    /// <param name="nodeDefaults">The node's values.</param>
    public TopicConfig(IReadOnlyDictionary<string, string> overrides, IReadOnlyDictionary<string, string> nodeDefaults)
    {
        Overrides = overrides;
        _nodeDefaults = nodeDefaults;
        string[] policy = Value(TopicSettings.CleanupPolicy).Split(',', StringSplitOptions.TrimEntries);
        IsCompacted = policy.Contains("compact");
        DeletesOld = policy.Contains("delete");
        RetentionMs = long.Parse(Value(TopicSettings.RetentionMs));
        RetentionBytes = long.Parse(Value(TopicSettings.RetentionBytes));
        SegmentBytes = int.Parse(Value(TopicSettings.SegmentBytes));
        SegmentMs = long.Parse(Value(TopicSettings.SegmentMs));
        IndexIntervalBytes = int.Parse(Value(TopicSettings.IndexIntervalBytes));
        MaxMessageBytes = int.Parse(Value(TopicSettings.MaxMessageBytes));
        MinInsyncReplicas = int.Parse(Value(TopicSettings.MinInsyncReplicas));
        Compression = Value(TopicSettings.CompressionType) switch
        {
            "uncompressed" => CompressionCodec.None,
            "gzip" => CompressionCodec.Gzip,
            "snappy" => CompressionCodec.Snappy,
            "lz4" => CompressionCodec.Lz4,
            "zstd" => CompressionCodec.Zstd,
            _ => null,
        };
        UsesLogAppendTime = Value(TopicSettings.MessageTimestampType) == "LogAppendTime";
        TimestampBeforeMaxMs = long.Parse(Value(TopicSettings.MessageTimestampBeforeMaxMs));
        TimestampAfterMaxMs = long.Parse(Value(TopicSettings.MessageTimestampAfterMaxMs));
        DeleteRetentionMs = long.Parse(Value(TopicSettings.DeleteRetentionMs));
        MinCleanableDirtyRatio = double.Parse(Value(TopicSettings.MinCleanableDirtyRatio));
        MinCompactionLagMs = long.Parse(Value(TopicSettings.MinCompactionLagMs));
        FlushMs = long.Parse(Value(TopicSettings.FlushMs));
        FlushesEach = Value(TopicSettings.FlushMessages) == "1";
    }

    /// <summary>The topic's own values.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; }

    public bool IsCompacted { get; }
    public bool DeletesOld { get; }
    public long RetentionMs { get; }
    public long RetentionBytes { get; }
    public int SegmentBytes { get; }
    public long SegmentMs { get; }
    public int IndexIntervalBytes { get; }
    public int MaxMessageBytes { get; }
    public int MinInsyncReplicas { get; }
    /// <summary>The codec that batches are stored in, or null: in the one that the producer chose.</summary>
    public CompressionCodec? Compression { get; }

    public bool UsesLogAppendTime { get; }
    public long TimestampBeforeMaxMs { get; }
    public long TimestampAfterMaxMs { get; }
    public long DeleteRetentionMs { get; }
    public double MinCleanableDirtyRatio { get; }
    public long MinCompactionLagMs { get; }
    public long FlushMs { get; }
    public bool FlushesEach { get; }

    /// <summary>Whether a record is on disk before it is acknowledged (the default), or flushed by interval.</summary>
    public bool FlushesBeforeAcknowledging => FlushesEach || FlushMs == long.MaxValue;

    /// <summary>The value in force for a setting.</summary>
    public string Value(string name) =>
        Overrides.TryGetValue(name, out string? own) ? own
        : _nodeDefaults.TryGetValue(name, out string? node) ? node
        : TopicSettings.Find(name)!.Default;

    /// <summary>Where the value in force comes from, with the numbers of DescribeConfigs: 1 topic, 4 node's settings, 5 built in.</summary>
    public sbyte Source(string name) => Overrides.ContainsKey(name) ? (sbyte)1 : NodeSource(name);

    /// <summary>Where the node's own default comes from: 4 its settings, 5 built in.</summary>
    public sbyte NodeSource(string name) => _nodeDefaults.ContainsKey(name) ? (sbyte)4 : (sbyte)5;

    /// <summary>The value without the topic's own override.</summary>
    public string NodeValue(string name) => _nodeDefaults.TryGetValue(name, out string? node) ? node : TopicSettings.Find(name)!.Default;

    /// <summary>The same node defaults with other overrides.</summary>
    public TopicConfig With(IReadOnlyDictionary<string, string> overrides) => new(overrides, _nodeDefaults);
}
