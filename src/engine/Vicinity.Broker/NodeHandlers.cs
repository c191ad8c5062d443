using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>Puts together the handlers of all APIs that a node offers.</summary>
internal static class NodeHandlers
{
    public static HandlerTable Build(
        TopicRegistry topics, FlushLoop flushLoop, NodeGroups groups, NodeIdentity identity, BrokerOptions options, DataFolder folder, NodeMetrics metrics, ClusterEvents events, TimeProvider time)
    {
        var table = new HandlerTable();
        var settings = new BrokerSettings(options, identity, folder.Path, topics.DefaultConfig);
        var changes = new TopicConfigChange(topics);
        table.Add(new ApiVersionsHandler(table));
        table.Add(new ProduceHandler(topics, flushLoop, metrics, time));
        table.Add(new FetchHandler(topics, options, metrics, time));
        table.Add(new ListOffsetsHandler(topics));
        table.Add(new MetadataHandler(topics, identity, options));
        table.Add(new CreateTopicsHandler(topics, identity, options));
        table.Add(new DeleteTopicsHandler(topics));
        table.Add(new DeleteRecordsHandler(topics));
        table.Add(new InitProducerIdHandler(topics));
        table.Add(new OffsetForLeaderEpochHandler(topics));
        table.Add(new DescribeConfigsHandler(topics, settings, identity));
        table.Add(new AlterConfigsHandler(changes));
        table.Add(new IncrementalAlterConfigsHandler(changes));
        table.Add(new DescribeLogDirsHandler(topics, folder));
        table.Add(new CreatePartitionsHandler(topics, identity));
        table.Add(new ListPartitionReassignmentsHandler());
        table.Add(new DescribeQuorumHandler(topics, identity));
        table.Add(new DescribeClusterHandler(identity));
        table.Add(new DescribeEventsHandler(events, identity, time));
        groups.AddHandlers(table);
        return table;
    }
}
