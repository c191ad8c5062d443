using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Fetch. Behavior: consumers read below the high watermark; answers at once when enough is there, when a partition has an error or diverges, or
/// when the client does not want to wait; otherwise when enough has been acknowledged or the wait is over. Whole batches only, and the first
/// partition with data returns at least one, whatever the limits say. Record bytes go from the file to the socket as they are.
/// Version notes: v7 sessions (KIP-227) are not kept: session id 0 means "none", an incremental request is refused; v9 leader epochs (KIP-320);
/// v11 rack, ignored; v12 flexible, DivergingEpoch (KIP-595).
/// </summary>
internal sealed class FetchHandler(TopicRegistry topics, BrokerOptions options, NodeMetrics metrics, TimeProvider time) : IRequestHandler
{
    private const int FullRequestEpoch = 0;
    private const int NoSessionEpoch = -1;

    public OfferedApi Offered { get; } = new(ApiKey.Fetch, 4, 12);

    public bool ReadsInPlace => true;

    public Answer Begin(in RequestHeader header) => new FetchAnswer { CorrelationId = header.CorrelationId, Version = header.ApiVersion, Metrics = metrics };

    public void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection)
    {
        FetchRequest request = FetchRequest.Read(ref reader, header.ApiVersion);
        var fetch = (FetchAnswer)answer;
        fetch.Connection = connection;
        if (request.SessionEpoch is not (FullRequestEpoch or NoSessionEpoch))
        {
            fetch.Refuse(ErrorCode.FetchSessionIdNotFound);
            return;
        }

        var partitions = new List<FetchedPartition>();
        foreach (var topic in request.Topics)
        {
            Topic? known = topics.Find(topic.Topic);
            foreach (var partition in topic.Partitions)
            {
                partitions.Add(new FetchedPartition(topic.Topic, partition.Partition, known?.Replica(partition.Partition))
                {
                    FetchOffset = partition.FetchOffset,
                    MaxBytes = partition.PartitionMaxBytes,
                    CurrentLeaderEpoch = partition.CurrentLeaderEpoch,
                    LastFetchedEpoch = partition.LastFetchedEpoch,
                });
            }
        }

        fetch.Start(partitions, Math.Min(request.MaxBytes, options.MaxFetchBytes), request.MinBytes, request.MaxWaitMs, request.IsolationLevel == 0, time);
    }
}
