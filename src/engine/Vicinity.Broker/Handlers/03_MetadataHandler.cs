using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Metadata. Behavior: names the nodes by the addresses that the client should use, and the topics asked for; an unknown topic is created when the
/// request and the settings allow it, and is complete in the same answer. A topic named twice is answered once. A node that has just started waits a second until it knows what there
/// is; of topics that it still does not know it says LEADER_NOT_AVAILABLE, after which clients ask again.
/// Version notes: v0 an empty list means all topics, later versions null does; before v4 creation is always allowed; v7 leader epochs; v10 topic ids,
/// v12 queries by id.
/// </summary>
internal sealed class MetadataHandler(TopicRegistry topics, ClusterDirectory directory, TopicCreation creation, BrokerOptions options)
    : MessageHandler<MetadataRequest, MetadataResponse>(0, 12)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    protected override async ValueTask<MetadataResponse> HandleAsync(MetadataRequest request, RequestContext context)
    {
        bool all = request.Topics is null || (context.Version == 0 && request.Topics.Count == 0);
        // A node that has just started has yet to hear what there is, and nothing in an answer could say that a list is not complete.
        if (all || request.Topics!.Exists(t => (t.Name is not null ? topics.Find(t.Name) : topics.Find(t.TopicId)) is null)) await directory.KnowAllAsync(s_patience).ConfigureAwait(false);
        IReadOnlyList<ClusterDirectory.Broker> brokers = directory.Brokers(context.Connection);
        var response = new MetadataResponse { ClusterId = directory.ClusterId, ControllerId = directory.ControllerAmong(brokers) };
        foreach (ClusterDirectory.Broker broker in brokers) response.Brokers.Add(new() { NodeId = broker.Id, Host = broker.Host, Port = broker.Port });
        if (all)
        {
            foreach (Topic topic in topics.All.OrderBy(t => t.Name, StringComparer.Ordinal)) response.Topics.Add(Describe(topic));
            return response;
        }

        bool mayCreate = options.AutoCreateTopics && (context.Version < 4 || request.AllowAutoTopicCreation);
        foreach (var asked in request.Topics!.DistinctBy(t => (t.Name, t.Name is null ? t.TopicId : default)))
        {
            if (asked.Name is null && context.Version >= 12)
            {
                response.Topics.Add(topics.Find(asked.TopicId) is Topic byId ? Describe(byId) : new() { Name = null, TopicId = asked.TopicId, ErrorCode = directory.KnowsAll ? ErrorCode.UnknownTopicId : ErrorCode.LeaderNotAvailable });
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
        // Clients ask again.
        if (!directory.KnowsAll) return new() { Name = name, ErrorCode = ErrorCode.LeaderNotAvailable };
        if (!mayCreate || TopicName.IsInternal(name)) return new() { Name = name, ErrorCode = ErrorCode.UnknownTopicOrPartition };
        ErrorCode error = await creation.CreateAsync(name).ConfigureAwait(false);
        return topics.Find(name) is Topic created ? Describe(created) : new() { Name = name, ErrorCode = error == ErrorCode.None ? ErrorCode.LeaderNotAvailable : error };
    }

    private MetadataResponseTopic Describe(Topic topic)
    {
        ClusterTopic record = topic.Record;
        var described = new MetadataResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicName.IsInternal(topic.Name) };
        for (int p = 0; p < record.Partitions.Length; p++)
        {
            (ErrorCode error, int leader, int epoch) = directory.LeaderOf(topic, p);
            List<int> replicas = [.. record.Partitions[p].All.Select(v => v.NodeId).Distinct()];
            if (replicas.Count == 0) replicas.Add(directory.SelfId);
            List<int> inSync = directory.InSync(topic, p, replicas);
            described.Partitions.Add(new()
            {
                ErrorCode = error,
                PartitionIndex = p,
                LeaderId = leader,
                LeaderEpoch = epoch,
                ReplicaNodes = replicas,
                IsrNodes = inSync,
                OfflineReplicas = [.. replicas.Where(n => !directory.IsReached(n) || (n == directory.SelfId && topic.Replica(p) is not { Failure: null }))],
            });
        }

        return described;
    }
}
