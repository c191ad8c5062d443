using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Metadata. Behavior: names the node by the address that the client should use, and the topics asked for; an unknown topic is created when the
/// request and the settings allow it, and is complete in the same answer.
/// Version notes: v0 an empty list means all topics, later versions null does; before v4 creation is always allowed; v7 leader epochs; v10 topic ids,
/// v12 queries by id.
/// </summary>
internal sealed class MetadataHandler(TopicRegistry topics, NodeIdentity identity, BrokerOptions options)
    : MessageHandler<MetadataRequest, MetadataResponse>(0, 12)
{
    protected override async ValueTask<MetadataResponse> HandleAsync(MetadataRequest request, RequestContext context)
    {
        var response = new MetadataResponse { ClusterId = identity.ClusterId, ControllerId = identity.NodeId };
        (string host, int port) = identity.AddressFor(context.Connection);
        response.Brokers.Add(new() { NodeId = identity.NodeId, Host = host, Port = port });
        bool all = request.Topics is null || (context.Version == 0 && request.Topics.Count == 0);
        if (all)
        {
            foreach (Topic topic in topics.All.OrderBy(t => t.Name, StringComparer.Ordinal)) response.Topics.Add(Describe(topic));
            return response;
        }

        bool mayCreate = options.AutoCreateTopics && (context.Version < 4 || request.AllowAutoTopicCreation);
        foreach (var asked in request.Topics!)
        {
            if (asked.Name is null && context.Version >= 12)
            {
                response.Topics.Add(topics.Find(asked.TopicId) is Topic byId ? Describe(byId) : new() { Name = null, TopicId = asked.TopicId, ErrorCode = ErrorCode.UnknownTopicId });
                continue;
            }

            response.Topics.Add(await FindOrCreateAsync(asked.Name ?? "", mayCreate).ConfigureAwait(false));
        }

        return response;
    }

    private async ValueTask<MetadataResponseTopic> FindOrCreateAsync(string name, bool mayCreate)
    {
        if (topics.Find(name) is Topic known) return Describe(known);
        if (TopicName.Fault(name) is not null) return new() { Name = name, ErrorCode = ErrorCode.InvalidTopicException };
        if (!mayCreate || TopicName.IsInternal(name)) return new() { Name = name, ErrorCode = ErrorCode.UnknownTopicOrPartition };
        (ErrorCode error, string? _) = await topics.CreateAsync(name, options.DefaultPartitions, new Dictionary<string, string>()).ConfigureAwait(false);
        return topics.Find(name) is Topic created ? Describe(created) : new() { Name = name, ErrorCode = error };
    }

    private MetadataResponseTopic Describe(Topic topic)
    {
        var described = new MetadataResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicName.IsInternal(topic.Name) };
        foreach (Replica replica in topic.Replicas)
        {
            bool serves = replica.Failure is null;
            described.Partitions.Add(new()
            {
                ErrorCode = serves ? ErrorCode.None : ErrorCode.LeaderNotAvailable,
                PartitionIndex = replica.Partition.Partition,
                LeaderId = serves ? identity.NodeId : -1,
                LeaderEpoch = replica.Epoch,
                ReplicaNodes = [identity.NodeId],
                IsrNodes = serves ? [identity.NodeId] : [],
                OfflineReplicas = serves ? [] : [identity.NodeId],
            });
        }

        return described;
    }
}
