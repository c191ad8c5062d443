using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>Puts together the handlers of all APIs that a node offers.</summary>
internal static class NodeHandlers
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static HandlerTable Build(
        NodeCluster cluster, PeerNetwork peers, ReplicaStore store, FlushLoop flushLoop, NodeGroups groups, NodeIdentity identity, BrokerOptions options, DataFolder folder, NodeMetrics metrics, ClusterEvents events, TimeProvider time)
    {
        TopicRegistry topics = cluster.Topics;

        // A request that comes a moment too early is served a moment later. Refused, of several that a producer has on their way the first could be refused
        // and the next be taken for out of order.
        var table = new HandlerTable { Ready = topics.CompletedWithin(s_patience, time) };
        ClusterController controller = cluster.Controller;
        var lostMajority = new LostMajority(peers, identity.NodeId);
        var directory = new ClusterDirectory(identity, topics, cluster.Leaders, controller, peers, lostMajority, time);
        var settings = new BrokerSettings(options, identity, folder.Path, topics.DefaultConfig, () => directory.CountReached());
        var changes = new TopicConfigChange(topics, controller);
        table.Add(new ApiVersionsHandler(table));
        table.Add(new ProduceHandler(topics, directory, flushLoop, peers, lostMajority, metrics, time));
        table.Add(new FetchHandler(topics, store, directory, identity, lostMajority, options, metrics, time));
        table.Add(new ListOffsetsHandler(topics));
        table.Add(new MetadataHandler(topics, directory, new TopicCreation(controller, topics, peers, options), options));
        table.Add(new DeleteRecordsHandler(topics));
        table.Add(new InitProducerIdHandler(cluster.ProducerIds));
        table.Add(new OffsetForLeaderEpochHandler(topics));
        table.Add(new DescribeConfigsHandler(topics, settings, identity));
        table.Add(new DescribeLogDirsHandler(topics, folder));
        table.Add(new DescribeQuorumHandler(topics, identity));
        table.Add(new DescribeClusterHandler(directory));
        table.Add(new ElectLeadersHandler(topics, cluster.Elections, directory));
        table.Add(new DescribeEventsHandler(events, identity, time));
        groups.AddHandlers(table, directory);
        AddController(table, cluster, peers, identity, options, changes);
        return table;
    }

    /// <summary>What the controller does, for clients and for nodes.</summary>
    private static void AddController(HandlerTable table, NodeCluster cluster, PeerNetwork peers, NodeIdentity identity, BrokerOptions options, TopicConfigChange changes)
    {
        ClusterController controller = cluster.Controller;
        table.Add(new CreateTopicsHandler(controller, peers, cluster.Topics, options));
        table.Add(new DeleteTopicsHandler(controller, peers, cluster.Topics, options));
        table.Add(new CreatePartitionsHandler(controller, peers, options));
        table.Add(new AlterConfigsHandler(changes, controller, peers, options));
        table.Add(new IncrementalAlterConfigsHandler(changes, controller, peers, options));
        table.Add(new AlterPartitionReassignmentsHandler(controller, peers, options));
        table.Add(new ListPartitionReassignmentsHandler(cluster.Follower));
        table.Add(new BrokerRegistrationHandler(controller, peers, identity, options));
        table.Add(new BrokerHeartbeatHandler(controller));
        table.Add(new AllocateProducerIdsHandler(controller));
        table.Add(new AnnounceLeadersHandler(cluster.News));
        table.Add(new PrepareReplicasHandler(cluster.Local));
        table.Add(new AwaitTopicsHandler(cluster.Local));
    }
}
