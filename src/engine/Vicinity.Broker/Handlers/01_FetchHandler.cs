using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Fetch. Behavior: consumers read below the high watermark; answers at once when enough is there, when a partition has an error or diverges, or
/// when the client does not want to wait; otherwise when enough has been acknowledged or the wait is over. Whole batches only, and the first
/// partition with data returns at least one, whatever the limits say. A partition named twice is answered once. Record bytes go from the file to the socket as they are.
/// Other nodes fetch for their replicas, in sessions (<see cref="LeaderSession"/>).
/// Version notes: v7 sessions (KIP-227) are not kept for consumers: session id 0 means "none", an incremental request is refused; v9 leader epochs (KIP-320);
/// v11 rack, ignored; v12 flexible, DivergingEpoch (KIP-595); from v13 on topics are named by their ids (KIP-516): one that is not known is UNKNOWN_TOPIC_ID;
/// v15 the asking node stands in a tag, and nodes ask in version 12; v16 tells the address of a leader elsewhere (KIP-951); v17 and v18 are for nodes.
/// </summary>
internal sealed class FetchHandler(TopicRegistry topics, ReplicaStore store, ClusterDirectory directory, NodeIdentity identity, LostMajority lostMajority, BrokerOptions options, NodeMetrics metrics, TimeProvider time) : IRequestHandler
{
    private const int FullRequestEpoch = 0;
    private const int NoSessionEpoch = -1;

    private readonly FetchWaits _waits = new();
    private readonly Func<int, ConnectionInfo, (string Host, int Port)?> _addressOf = (node, connection) => directory.AddressOf(node, connection);
    private readonly Func<Replica, bool> _sendsReadersAway = lostMajority.SendsReadersAway;

    public OfferedApi Offered { get; } = new(ApiKey.Fetch, 4, 18);

    public bool ReadsInPlace => true;

    public Answer Begin(in RequestHeader header) => new FetchAnswer { CorrelationId = header.CorrelationId, Version = header.ApiVersion, Metrics = metrics, AddressOf = _addressOf, Waits = _waits };

    public void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection)
    {
        FetchRequest request = FetchRequest.Read(ref reader, header.ApiVersion);
        var fetch = (FetchAnswer)answer;
        fetch.Connection = connection;
        bool byId = header.ApiVersion > FetchRequest.LastVersionByName;
        if (byId && (request.ReplicaId >= 0 || request.ReplicaState is { ReplicaId: >= 0 }))
        {
            fetch.Refuse(ErrorCode.InvalidRequest);
            return;
        }

        if (request.ReplicaId >= 0)
        {
            ServeNode(request, fetch, connection);
            return;
        }

        if (request.SessionEpoch is not (FullRequestEpoch or NoSessionEpoch))
        {
            fetch.Refuse(ErrorCode.FetchSessionIdNotFound);
            return;
        }

        var partitions = new FetchedPartitions();
        foreach (var topic in request.Topics)
        {
            Topic? known = byId ? topics.Find(topic.TopicId) : topics.Find(topic.Topic);
            foreach (var partition in topic.Partitions)
            {
                Replica? replica = known?.Replica(partition.Partition);
                partitions.Add(new FetchedPartition(known?.Name ?? (byId ? $"?{topic.TopicId}" : topic.Topic), partition.Partition, replica, _sendsReadersAway)
                {
                    TopicId = known?.Id ?? topic.TopicId,
                    FetchOffset = partition.FetchOffset,
                    MaxBytes = partition.PartitionMaxBytes,
                    CurrentLeaderEpoch = partition.CurrentLeaderEpoch,
                    LastFetchedEpoch = partition.LastFetchedEpoch,
                    Absent = replica is not null ? ErrorCode.None : byId ? topics.WhyAbsent(topic.TopicId, partition.Partition) : topics.WhyAbsent(topic.Topic, partition.Partition),
                    LeaderElsewhere = known is not null && replica is null ? directory.KnownLeaderOf(known, partition.Partition) : null,
                });
            }
        }

        partitions.Want(Math.Min(request.MaxBytes, options.MaxFetchBytes), request.MinBytes);
        fetch.Start(partitions, request.MaxWaitMs, request.IsolationLevel == 0, time);
    }

    /// <summary>A replica's Fetch acknowledges what it has on disk: only nodes of this cluster, which say which disk it is, may send one.</summary>
    private void ServeNode(FetchRequest request, FetchAnswer answer, ConnectionInfo connection)
    {
        bool isNode = connection.IsNode && store.KnowsNode(request.ReplicaId) && !request.Topics.Exists(t => t.Partitions.Exists(p => p.ReplicaDirectoryId == Guid.Empty));
        if (!isNode || request.ClusterId != identity.ClusterId)
        {
            answer.Refuse(isNode ? ErrorCode.InconsistentClusterId : ErrorCode.InvalidRequest);
            return;
        }

        LeaderSession session = connection.Attached as LeaderSession ?? new LeaderSession(store);
        connection.Attached = session;
        answer.GiveToSession(session.WaitIsOver);
        session.Handle(request, answer, Math.Clamp(request.MaxBytes, 1, options.MaxFetchBytes));
    }
}
