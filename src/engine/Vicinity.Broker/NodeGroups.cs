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
        table.Add(new OffsetCommitHandler(Coordinator));
        table.Add(new OffsetFetchHandler(Coordinator));
        table.Add(new FindCoordinatorHandler(_identity, Coordinator));
        table.Add(new JoinGroupHandler(Coordinator));
        table.Add(new HeartbeatHandler(Coordinator));
        table.Add(new LeaveGroupHandler(Coordinator));
        table.Add(new SyncGroupHandler(Coordinator));
        table.Add(new DescribeGroupsHandler(Coordinator));
        table.Add(new ListGroupsHandler(Coordinator));
        table.Add(new DeleteGroupsHandler(Coordinator));
        table.Add(new OffsetDeleteHandler(Coordinator));
    }

    public void Dispose() => Coordinator.Dispose();
}
