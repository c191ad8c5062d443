using Vicinity.Broker;

namespace Vicinity.Cli;

/// <summary>The node's settings: section <c>Node</c>; discovery is on unless they say otherwise; topic defaults by Kafka's names under <c>TopicDefaults</c>.</summary>
internal static class NodeSettings
{
    private const string TopicDefaults = "TOPICDEFAULTS__";

    /// <exception cref="UsageException">A value is not of its type, or a name is not known.</exception>
    public static BrokerOptions Load()
    {
        var options = new BrokerOptions { NodeId = BrokerOptions.AnyNodeId, Discovery = new DiscoveryOptions() };
        var defaults = new Dictionary<string, string>();
        foreach (FoundSetting setting in SettingsSource.Of("Node"))
        {
            if (setting.Name.StartsWith(TopicDefaults, StringComparison.OrdinalIgnoreCase)) defaults[setting.Name[TopicDefaults.Length..].ToLowerInvariant()] = setting.Value;
            else options = Apply(options, setting);
        }

        return options with { TopicDefaults = defaults };
    }

    private static BrokerOptions Apply(BrokerOptions options, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "DATA" or "DATAFOLDER" => options with { DataFolder = setting.Value },
        "LISTEN" => options with { Listen = ListenText.Parse(setting.Where, setting.Value) },
        "ADVERTISEDHOST" => options with { AdvertisedHost = setting.Value },
        "NODEID" => options with { NodeId = setting.Int() },
        "DISCOVERY" => options with { Discovery = DiscoveryText.Parse(setting.Where, setting.Value) },
        "JOIN" => options with { Join = DiscoveryText.Seeds(setting.Value) },
        "FOUND" => options with { Found = setting.Bool() },
        "EXPECT" => options with { Expect = setting.Int() },
        "CLUSTERKEY" => options with { ClusterKey = setting.Value },
        "CLUSTERKEYFILE" => options with { ClusterKey = ClusterKeyFile.Read(setting.Where, setting.Value) },
        "DEFAULTPARTITIONS" => options with { DefaultPartitions = setting.Int() },
        "AUTOCREATETOPICS" => options with { AutoCreateTopics = setting.Bool() },
        "MAXREQUESTBYTES" => options with { MaxRequestBytes = setting.Int() },
        "MAXCONNECTIONS" => options with { MaxConnections = setting.Int() },
        "QUEUEDMAXREQUESTBYTES" => options with { QueuedMaxRequestBytes = setting.Int() },
        "CONNECTIONSMAXIDLEMS" => options with { ConnectionsMaxIdle = TimeSpan.FromMilliseconds(setting.Int()) },
        "FRAMETIMEOUTMS" => options with { FrameTimeout = TimeSpan.FromMilliseconds(setting.Int()) },
        "MAXINFLIGHTPERCONNECTION" => options with { MaxInFlightPerConnection = setting.Int() },
        "MAXFETCHBYTES" => options with { MaxFetchBytes = setting.Int() },
        "MAXPARTITIONS" => options with { MaxPartitions = setting.Int() },
        "FLUSHTHREADS" => options with { FlushThreads = setting.Int() },
        "CONTROLLERVOTERS" => options with { ControllerVoters = setting.Int() },
        "HEARTBEATMS" => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(setting.Int()) },
        "NODELOSTAFTERMS" => options with { NodeLostAfter = TimeSpan.FromMilliseconds(setting.Int()) },
        "GROUPMINSESSIONTIMEOUTMS" => options with { GroupMinSessionTimeout = TimeSpan.FromMilliseconds(setting.Int()) },
        "GROUPMAXSESSIONTIMEOUTMS" => options with { GroupMaxSessionTimeout = TimeSpan.FromMilliseconds(setting.Int()) },
        "GROUPINITIALREBALANCEDELAYMS" => options with { GroupInitialRebalanceDelay = TimeSpan.FromMilliseconds(setting.Int()) },
        "LEADERBALANCEMS" => options with { LeaderBalanceInterval = TimeSpan.FromMilliseconds(setting.Int()) },
        "REPLACELOSTAFTERMS" => options with { ReplaceLostAfter = TimeSpan.FromMilliseconds(setting.Int()) },
        _ => throw setting.Unknown(),
    };
}
