using System.Collections.Frozen;

namespace Vicinity.Broker;

/// <summary>
/// All settings that a topic can have. Those of Kafka that change nothing here, and whose lack cannot be noticed in the records, are kept and shown, because programs set
/// them by default; any other name is refused.
/// </summary>
public static class TopicSettings
{
    public const string CleanupPolicy = "cleanup.policy";
    public const string RetentionMs = "retention.ms";
    public const string RetentionBytes = "retention.bytes";
    public const string SegmentBytes = "segment.bytes";
    public const string SegmentMs = "segment.ms";
    public const string IndexIntervalBytes = "index.interval.bytes";
    public const string MaxMessageBytes = "max.message.bytes";
    public const string MinInsyncReplicas = "min.insync.replicas";
    public const string CompressionType = "compression.type";
    public const string MessageTimestampType = "message.timestamp.type";
    public const string MessageTimestampBeforeMaxMs = "message.timestamp.before.max.ms";
    public const string MessageTimestampAfterMaxMs = "message.timestamp.after.max.ms";
    public const string DeleteRetentionMs = "delete.retention.ms";
    public const string MinCleanableDirtyRatio = "min.cleanable.dirty.ratio";
    public const string MinCompactionLagMs = "min.compaction.lag.ms";
    public const string FlushMs = "flush.ms";
    public const string FlushMessages = "flush.messages";
    public const string UncleanLeaderElection = "unclean.leader.election.enable";

    private const string NoEffect = "Accepted without effect: ";

    private static readonly TopicSetting[] s_all =
    [
        new(CleanupPolicy, SettingType.List, "delete", "What happens to old segments: delete, compact (latest record per key), or both.", "log.cleanup.policy", Allowed: ["delete", "compact"]),
        new("compression.gzip.level", SettingType.Int, "-1", NoEffect + "a node that rewrites batches chooses the level itself.", Min: -1, Max: 9),
        new("compression.lz4.level", SettingType.Int, "9", NoEffect + "a node that rewrites batches chooses the level itself.", Min: 1, Max: 17),
        new(CompressionType, SettingType.String, "producer", "The codec that batches are stored in: as the producer compressed them (producer, which costs nothing), or one of the others, which every batch in another codec is rewritten to.", "compression.type", Allowed: ["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]),
        new("compression.zstd.level", SettingType.Int, "3", NoEffect + "a node that rewrites batches chooses the level itself.", Min: -131072, Max: 22),
        new(DeleteRetentionMs, SettingType.Long, "86400000", "How long compaction keeps tombstones, in milliseconds.", "log.cleaner.delete.retention.ms", Min: 0),
        new("file.delete.delay.ms", SettingType.Long, "60000", NoEffect + "files of removed segments are deleted when no reader uses them any more.", Min: 0),
        new(FlushMessages, SettingType.Long, "9223372036854775807", "At 1 every record is on disk before it is acknowledged, whatever flush.ms says; any other value has no effect.", Min: 1),
        new(FlushMs, SettingType.Long, "9223372036854775807", "At its default every record is on disk before it is acknowledged. A smaller value acknowledges after the write and flushes every so many milliseconds: a power failure then loses what was not flushed.", "log.flush.interval.ms", Min: 1),
        new("follower.replication.throttled.replicas", SettingType.List, "", NoEffect + "replication is not throttled."),
        new(IndexIntervalBytes, SettingType.Int, "4096", "Bytes of log between two entries of the sparse indexes.", "log.index.interval.bytes", Min: 128),
        new("leader.replication.throttled.replicas", SettingType.List, "", NoEffect + "replication is not throttled."),
        new("local.retention.bytes", SettingType.Long, "-2", NoEffect + "there is no tiered storage, everything is local.", Min: -2),
        new("local.retention.ms", SettingType.Long, "-2", NoEffect + "there is no tiered storage, everything is local.", Min: -2),
        new("max.compaction.lag.ms", SettingType.Long, "9223372036854775807", NoEffect + "compaction begins by min.cleanable.dirty.ratio alone.", Min: 1),
        new(MaxMessageBytes, SettingType.Int, "1048588", "Largest record batch, in bytes after compression.", "message.max.bytes", Min: 61, Max: 100_000_000),
        new(MessageTimestampAfterMaxMs, SettingType.Long, "3600000", "How far ahead of the node's clock a record's timestamp may be, in milliseconds.", "log.message.timestamp.after.max.ms", Min: 0),
        new(MessageTimestampBeforeMaxMs, SettingType.Long, "9223372036854775807", "How far behind the node's clock a record's timestamp may be, in milliseconds.", "log.message.timestamp.before.max.ms", Min: 0),
        new(MessageTimestampType, SettingType.String, "CreateTime", "Whose time a record carries: the producer's (CreateTime) or the node's (LogAppendTime).", "log.message.timestamp.type", Allowed: ["CreateTime", "LogAppendTime"]),
        new(MinCleanableDirtyRatio, SettingType.Double, "0.5", "Share of not yet compacted log from which compaction begins.", "log.cleaner.min.cleanable.ratio", Min: 0, Max: 1),
        new(MinCompactionLagMs, SettingType.Long, "0", "Age below which compaction leaves records alone, in milliseconds.", "log.cleaner.min.compaction.lag.ms", Min: 0),
        new(MinInsyncReplicas, SettingType.Int, "1", "Replicas that must have a record on disk before it is acknowledged.", "min.insync.replicas", Min: 1),
        new("preallocate", SettingType.Boolean, "false", NoEffect + "segment files grow as they are written."),
        new("remote.log.copy.disable", SettingType.Boolean, "false", NoEffect + "there is no tiered storage."),
        new("remote.log.delete.on.disable", SettingType.Boolean, "false", NoEffect + "there is no tiered storage."),
        new("remote.storage.enable", SettingType.Boolean, "false", "Always false: there is no tiered storage.", Allowed: ["false"]),
        new(RetentionBytes, SettingType.Long, "-1", "Bytes of a partition that are kept; -1 for no limit.", "log.retention.bytes", Min: -1),
        new(RetentionMs, SettingType.Long, "604800000", "How long records are kept, in milliseconds; -1 for ever.", "log.retention.ms", Min: -1),
        new(SegmentBytes, SettingType.Int, "1073741824", "Size at which a new segment file is begun.", "log.segment.bytes", Min: 1024),
        new("segment.index.bytes", SettingType.Int, "10485760", NoEffect + "indexes take the room that they need.", Min: 4),
        new("segment.jitter.ms", SettingType.Long, "0", NoEffect + "segments are begun by size and age alone.", Min: 0),
        new(SegmentMs, SettingType.Long, "604800000", "Age at which a new segment file is begun, in milliseconds.", "log.roll.ms", Min: 1),
        new(UncleanLeaderElection, SettingType.Boolean, "false", NoEffect + "a replica without all acknowledged records never leads, so none ever has to.", "unclean.leader.election.enable"),
    ];

    private static readonly FrozenDictionary<string, TopicSetting> s_byName = s_all.ToFrozenDictionary(s => s.Name);

    /// <summary>All settings, sorted by name.</summary>
    public static IReadOnlyList<TopicSetting> All => s_all;

    /// <summary>The setting of that name, or null.</summary>
    public static TopicSetting? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>What is wrong with a name and value, or null.</summary>
    public static string? Fault(string name, string? value) =>
        Find(name) is not TopicSetting setting ? $"Unknown topic config name: {name}"
        : value is null ? $"Null value not supported for topic configs: {name}"
        : setting.Fault(value);
}
