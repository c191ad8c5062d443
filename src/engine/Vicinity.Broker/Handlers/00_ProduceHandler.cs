using System.Runtime.InteropServices;
using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Produce. Behavior: each partition's batch is checked and appended at once, in the order in which the connection delivered it; errors are per
/// partition. acks 1 and all are answered when the quorum has the batch on disk (only all is refused where too few replicas are in sync); acks 0 is never answered, and a
/// failure of it closes the connection. A timeout answers REQUEST_TIMED_OUT, and the batch may still count. NOT_ENOUGH_REPLICAS_AFTER_APPEND: it was
/// appended, and this node lost its leadership, its replica or its disk before enough had it; every other error says that nothing was appended.
/// Version notes: 0 to 2 are offered so that librdkafka turns compression on, and refused (old message formats); v5 log start, v8 record errors, v9 flexible;
/// v10 names the leader on another node, and its address (KIP-951); v11 and v12 differ for transactions alone; from v13 on topics are named by their ids (KIP-516).
/// </summary>
internal sealed class ProduceHandler(TopicRegistry topics, ClusterDirectory directory, FlushLoop flushLoop, PeerNetwork peers, LostMajority lostMajority, NodeMetrics metrics, TimeProvider time) : IRequestHandler
{
    private const short LowestUsable = 3;
    private const short LeadersFrom = 10;

    public OfferedApi Offered { get; } = new(ApiKey.Produce, 0, 13);

    public bool ReadsInPlace => true;

    public Answer Begin(in RequestHeader header) => new ProduceAnswer { CorrelationId = header.CorrelationId, Version = header.ApiVersion };

    public void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection)
    {
        if (header.ApiVersion < LowestUsable)
            throw new FrameException($"Produce version {header.ApiVersion} carries message formats older than record batch v2, which are not stored; use version {LowestUsable} or later");
        ProduceRequest request = ProduceRequest.Read(ref reader, header.ApiVersion);
        var produce = (ProduceAnswer)answer;
        produce.IsSilent = request.Acks == 0;
        var response = new ProduceResponse();
        bool byId = header.ApiVersion > ProduceRequest.LastVersionByName;
        var pending = new List<Pending>(1);
        string? failure = null;
        bool isSentAway = false;
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int t = 0; t < request.TopicData.Count; t++)
        {
            var topicData = request.TopicData[t];
            Topic? topic = byId ? topics.Find(topicData.TopicId) : topics.Find(topicData.Name);
            string name = topic?.Name ?? NameIn(topicData);
            var topicResponse = new ProduceResponseTopic { Name = topicData.Name, TopicId = topicData.TopicId };
            for (int p = 0; p < topicData.PartitionData.Count; p++)
            {
                var data = topicData.PartitionData[p];
                Replica? replica = topic?.Replica(data.Index);
                AppendOutcome outcome = RefusedBefore(topicData, data, connection)
                    ?? (replica is not null ? Append(request, name, replica, data.Records, now)
                    : AppendOutcome.Refused(byId ? topics.WhyAbsent(topicData.TopicId, data.Index) : topics.WhyAbsent(name, data.Index), null));
                topicResponse.PartitionResponses.Add(new()
                {
                    Index = data.Index,
                    ErrorCode = outcome.Error,
                    BaseOffset = outcome.BaseOffset,
                    LogAppendTimeMs = outcome.LogAppendTimeMs,
                    LogStartOffset = outcome.LogStartOffset,
                    ErrorMessage = outcome.Reason,
                });
                if (outcome.Error != ErrorCode.None)
                {
                    if (topic is not null && header.ApiVersion >= LeadersFrom && outcome.Error == ErrorCode.NotLeaderOrFollower) NameLeader(response, topicResponse.PartitionResponses[^1], topic, connection);
                    failure ??= $"the batch for {name}-{data.Index} with acks 0 failed: {outcome.Error} {outcome.Reason}";
                    isSentAway |= outcome.Error == ErrorCode.NotLeaderOrFollower && replica is not null && lostMajority.MayBeReplaced(replica);
                    if (RefusedBatches.MayPass(outcome.Error)) Remember(topicData, data, outcome.Error, connection);
                    continue;
                }

                pending.Add(new Pending(replica!, outcome, t, p));
            }

            response.Responses.Add(topicResponse);
        }

        // Before the answer, which the client may act upon at once.
        if (isSentAway) connection.End();
        if (request.Acks == 0)
        {
            if (failure is not null) connection.Refuse(failure);
            produce.Begin(response, 0);
            produce.Registered(time, -1);
            foreach (Pending waiting in pending) waiting.RequestFlush();
            return;
        }

        produce.Begin(response, pending.Count);
        int index = 0;
        foreach (Pending waiting in pending)
        {
            produce.SetPlace(index, waiting.Topic, waiting.Partition);
            waiting.Replica.WaitForCommit(waiting.Appended, produce, index++);
        }

        produce.Registered(time, request.TimeoutMs);
        // In a cluster this thread has others' heartbeats to read.
        bool mayWait = !peers.KnowsOthers && !connection.IsStreaming;
        if (mayWait && pending.Count == 1 && pending[0].NeedsFlush && flushLoop.TryFlushInline(pending[0].Replica)) return;
        foreach (Pending waiting in pending) waiting.RequestFlush();
    }

    /// <summary>The topic's name, or its id as text where the request has that; whether or not this node knows the topic.</summary>
    private static string NameIn(ProduceRequestTopic topic) => topic.TopicId == Guid.Empty ? topic.Name : topic.TopicId.ToString();

    /// <summary>Refuses what comes behind a batch that was refused, see <see cref="RefusedBatches"/>.</summary>
    private static AppendOutcome? RefusedBefore(ProduceRequestTopic topic, ProduceRequestPartition data, ConnectionInfo connection)
    {
        if (connection.RefusedBatches is not { } refused || data.Records is not { } records) return null;
        ErrorCode error = refused.Before(new TopicPartition(NameIn(topic), data.Index), records.Span, ReplicaContext.NowMs);
        return error == ErrorCode.None ? null : AppendOutcome.Refused(error, "a batch of this producer that comes before it was refused and has not come again");
    }

    private static void Remember(ProduceRequestTopic topic, ProduceRequestPartition data, ErrorCode error, ConnectionInfo connection)
    {
        if (data.Records is { } records) (connection.RefusedBatches ??= new()).Add(new TopicPartition(NameIn(topic), data.Index), records.Span, error, ReplicaContext.NowMs);
    }

    /// <summary>Names the leader of a partition and its address, so that the client need not ask.</summary>
    private void NameLeader(ProduceResponse response, ProduceResponsePartition refused, Topic topic, ConnectionInfo connection)
    {
        if (directory.KnownLeaderOf(topic, refused.Index) is not (int leader, int epoch) || leader == directory.SelfId) return;
        refused.CurrentLeader = new() { LeaderId = leader, LeaderEpoch = epoch };
        if (response.NodeEndpoints.Exists(e => e.NodeId == leader) || directory.Find(leader, connection) is not { } broker) return;
        response.NodeEndpoints.Add(new() { NodeId = broker.Id, Host = broker.Host, Port = broker.Port });
    }

    private AppendOutcome Append(ProduceRequest request, string topic, Replica replica, ReadOnlyMemory<byte>? records, long now)
    {
        if (request.Acks is < -1 or > 1) return AppendOutcome.Refused(ErrorCode.InvalidRequiredAcks, $"acks {request.Acks} is not one of -1, 0, 1");
        if (request.TransactionalId is not null) return AppendOutcome.Refused(ErrorCode.TransactionalIdAuthorizationFailed, "transactions are not offered by this node");
        if (TopicName.IsInternal(topic)) return AppendOutcome.Refused(ErrorCode.TopicAuthorizationFailed, $"'{topic}' is an internal topic; only the node writes it");
        if (request.Acks == -1 && MissesReplicas(replica) is { } missing) return missing;
        if (records is not ReadOnlyMemory<byte> bytes || bytes.IsEmpty) return AppendOutcome.Refused(ErrorCode.InvalidRecord, "the partition's records are empty");
        // The frame is this connection's own buffer and is not read again, so the two fields outside the CRC are filled in where they lie.
        AppendOutcome outcome = replica.Append(MemoryMarshal.AsMemory(bytes).Span, now);
        if (outcome is { Error: ErrorCode.None, IsRepeat: false }) metrics.Appended(outcome.EndOffset - outcome.BaseOffset, bytes.Length);
        return outcome;
    }

    /// <summary>With acks all nothing is appended where fewer replicas than the topic demands have what was appended before.</summary>
    private static AppendOutcome? MissesReplicas(Replica replica)
    {
        int least = replica.Config.MinInsyncReplicas;
        if (replica.ReadError == ErrorCode.None && replica.WriteError == ErrorCode.NotLeaderOrFollower && !replica.Leadership.IsChanging)
            // Not NOT_ENOUGH_REPLICAS: clients would try again here, where another may lead on the other side of a cut; this makes them look for it.
            return AppendOutcome.Refused(ErrorCode.NotLeaderOrFollower, $"this leader has lost its majority: of {replica.Voters.Count} replicas it reaches too few");
        if (least <= 1 || replica.Role != QuorumRole.Leader) return null;
        int inSync = replica.CountInSync();
        return inSync >= least ? null
            : AppendOutcome.Refused(ErrorCode.NotEnoughReplicas, $"min.insync.replicas is {least}, and of {replica.Voters.Count} replicas {inSync} are in sync");
    }

    private readonly record struct Pending(Replica Replica, AppendOutcome Appended, int Topic, int Partition)
    {
        /// <summary>False for topics that are flushed by interval, and for what another's flush has reached already.</summary>
        public bool NeedsFlush => Replica.HighWatermark < Appended.EndOffset && Replica.Config.FlushesBeforeAcknowledging;

        public void RequestFlush()
        {
            if (NeedsFlush) Replica.RequestFlush();
        }
    }
}
