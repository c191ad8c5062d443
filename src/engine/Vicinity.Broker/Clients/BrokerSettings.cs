namespace Vicinity.Broker;

/// <summary>A setting of the node under the name that Kafka's tools know it by.</summary>
internal sealed record BrokerSetting(string Name, string Value, sbyte Source, SettingType Type, string Doc);

/// <summary>The node's settings as DescribeConfigs shows them. They are read at start and cannot be changed by request.</summary>
internal sealed class BrokerSettings
{
    private const sbyte Static = 4;
    private readonly List<BrokerSetting> _settings;
    private readonly Func<int> _nodes;

    /// <param name="options">Settings of the node.</param>
    /// <param name="identity">Its identity.</param>
    /// <param name="dataFolder">Where its logs are.</param>
    /// <param name="topicDefaults">What topics inherit.</param>
    /// <param name="nodes">How many nodes the cluster has at the moment.</param>
    public BrokerSettings(BrokerOptions options, NodeIdentity identity, string dataFolder, TopicConfig topicDefaults, Func<int> nodes)
    {
        _nodes = nodes;
        var all = new List<BrokerSetting>
        {
            new("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false", Static, SettingType.Boolean, "Whether asking for a topic may create it."),
            new("broker.id", identity.NodeId.ToString(), Static, SettingType.Int, "Id of this node."),
            new("connections.max.idle.ms", Ms(options.ConnectionsMaxIdle), Static, SettingType.Long, "How long a connection may be idle before it is closed; 0: for ever."),
            new("fetch.max.bytes", options.MaxFetchBytes.ToString(), Static, SettingType.Int, "Most bytes of records in one answer."),
            new("group.initial.rebalance.delay.ms", Ms(options.GroupInitialRebalanceDelay), Static, SettingType.Int, "How long a new group waits for more members."),
            new("group.max.session.timeout.ms", Ms(options.GroupMaxSessionTimeout), Static, SettingType.Int, "Longest session of a group member."),
            new("group.min.session.timeout.ms", Ms(options.GroupMinSessionTimeout), Static, SettingType.Int, "Shortest session of a group member."),
            new("log.dirs", dataFolder, Static, SettingType.String, "Folder of the logs."),
            new("log.retention.check.interval.ms", Ms(options.RetentionCheckInterval), Static, SettingType.Long, "How often old segments are looked for."),
            new("max.connections", options.MaxConnections.ToString(), Static, SettingType.Int, "Connections at one time."),
            new("node.id", identity.NodeId.ToString(), Static, SettingType.Int, "Id of this node."),
            new("num.partitions", options.DefaultPartitions.ToString(), Static, SettingType.Int, "Partitions of a topic that is created without a number."),
            new("offsets.retention.minutes", ((long)options.OffsetsRetention.TotalMinutes).ToString(), Static, SettingType.Int, "How long offsets of an empty group are kept."),
            new("queued.max.request.bytes", options.QueuedMaxRequestBytes.ToString(), Static, SettingType.Long, "Memory of all requests that are being received."),
            new("socket.request.max.bytes", options.MaxRequestBytes.ToString(), Static, SettingType.Int, "Largest request."),
        };
        foreach (TopicSetting setting in TopicSettings.All)
        {
            if (setting.BrokerName is string name)
                all.Add(new(name, topicDefaults.Value(setting.Name), topicDefaults.NodeSource(setting.Name), setting.Type, setting.Doc));
        }

        _settings = all;
    }

    /// <summary>All settings, sorted by name.</summary>
    public IReadOnlyList<BrokerSetting> All => [.. _settings.Append(Replicas).OrderBy(s => s.Name, StringComparer.Ordinal)];

    private BrokerSetting Replicas => new(
        "default.replication.factor", Math.Min(TopicRules.DefaultReplicas, _nodes()).ToString(), Static, SettingType.Int, "Replicas of a topic that is created without a number: three, or one per node while there are fewer.");

    private static string Ms(TimeSpan time) => ((long)time.TotalMilliseconds).ToString();
}
