using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Metadata. Behavior: names the nodes by the addresses that the client should use, and the topics asked for; an unknown topic is created when the
/// request and the settings allow it, and is complete in the same answer. A topic named twice is answered once. A node that has just started waits a second until it knows what there
/// is; of topics that it still does not know it says LEADER_NOT_AVAILABLE, after which clients ask again.
/// Version notes: v0 an empty list means all topics, later versions null does; before v4 creation is always allowed; v7 leader epochs; v10 topic ids,
/// v12 queries by id (KIP-516): the id counts where there is one, whatever the name; an unknown one is UNKNOWN_TOPIC_ID. v8 authorized operations (KIP-430), in v8
/// to v10 of the cluster too; v13 an error of the whole answer, of which there is none.
/// </summary>
internal sealed class MetadataHandler(TopicRegistry topics, ClusterDirectory directory, TopicCreation creation, BrokerOptions options)
    : MessageHandler<MetadataRequest, MetadataResponse>(0, 13)
{
    private const short ByIdFrom = 12;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    protected override async ValueTask<MetadataResponse> HandleAsync(MetadataRequest request, RequestContext context)
    {
        bool all = request.Topics is null || (context.Version == 0 && request.Topics.Count == 0);
        // A node that has just started has yet to hear what there is, and nothing in an answer could say that a list is not complete.
        if (all || request.Topics!.Exists(t => Find(t, context.Version) is null)) await directory.KnowAllAsync(s_patience).ConfigureAwait(false);
        IReadOnlyList<ClusterDirectory.Broker> brokers = directory.Brokers(context.Connection);
        var response = new MetadataResponse { ClusterId = directory.ClusterId, ControllerId = directory.ControllerAmong(brokers) };
        foreach (ClusterDirectory.Broker broker in brokers) response.Brokers.Add(new() { NodeId = broker.Id, Host = broker.Host, Port = broker.Port });
        if (request.IncludeClusterAuthorizedOperations) response.ClusterAuthorizedOperations = AuthorizedOperations.Cluster;
        if (all)
        {
            foreach (Topic topic in topics.All.OrderBy(t => t.Name, StringComparer.Ordinal)) response.Topics.Add(Describe(topic, request));
            return response;
        }

        bool mayCreate = options.AutoCreateTopics && (context.Version < 4 || request.AllowAutoTopicCreation);
        foreach (var asked in request.Topics!.DistinctBy(t => IsById(t, context.Version) ? (null, t.TopicId) : (t.Name ?? "", Guid.Empty)))
        {
            if (Find(asked, context.Version) is Topic known) response.Topics.Add(Describe(known, request));
            else if (IsById(asked, context.Version)) response.Topics.Add(new() { Name = null, TopicId = asked.TopicId, ErrorCode = directory.KnowsAll ? ErrorCode.UnknownTopicId : ErrorCode.LeaderNotAvailable });
            else response.Topics.Add(await CreateAsync(asked.Name ?? "", mayCreate, request).ConfigureAwait(false));
        }

        return response;
    }

    /// <summary>
    /// A leader that has lost its majority may not name a leader, see <see cref="LostMajority"/>. An answer without a leader is kept by librdkafka's lookup of
    /// offsets for minutes, so there is none.
    /// </summary>
    protected override bool SendsAway(MetadataResponse response, ConnectionInfo connection) =>
        !connection.IsNode && response.Topics.Exists(t => topics.Find(t.TopicId) is Topic topic && t.Partitions.Exists(p => directory.SendsAway(topic, p.PartitionIndex)));

    private static bool IsById(MetadataRequestTopic asked, short version) => version >= ByIdFrom && (asked.TopicId != Guid.Empty || asked.Name is null);

    private Topic? Find(MetadataRequestTopic asked, short version) => IsById(asked, version) ? topics.Find(asked.TopicId) : topics.Find(asked.Name ?? "");

    private async ValueTask<MetadataResponseTopic> CreateAsync(string name, bool mayCreate, MetadataRequest request)
    {
        if (TopicName.Fault(name) is not null) return new() { Name = name, ErrorCode = ErrorCode.InvalidTopicException };
        // Clients ask again.
        if (!directory.KnowsAll) return new() { Name = name, ErrorCode = ErrorCode.LeaderNotAvailable };
        if (!mayCreate || TopicName.IsInternal(name)) return new() { Name = name, ErrorCode = ErrorCode.UnknownTopicOrPartition };
        ErrorCode error = await creation.CreateAsync(name).ConfigureAwait(false);
        return topics.Find(name) is Topic created ? Describe(created, request) : new() { Name = name, ErrorCode = error == ErrorCode.None ? ErrorCode.LeaderNotAvailable : error };
    }

    private MetadataResponseTopic Describe(Topic topic, MetadataRequest request)
    {
        ClusterTopic record = topic.Record;
        var described = new MetadataResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicName.IsInternal(topic.Name) };
        if (request.IncludeTopicAuthorizedOperations) described.TopicAuthorizedOperations = AuthorizedOperations.Topic(topic.Name);
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
