using Vicinity.Consensus;
using Vicinity.Model;
using Vicinity.Protocol;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// What the controller asks of each node, this one too: make folders for replicas to come, and say when the node has caught up with the cluster's
/// own log and its topics have leaders. Thread-safe.
/// </summary>
internal sealed class LocalCluster(ReplicaStore store, TopicRegistry topics, ClusterFollower follower, LeadershipTable leaders, PeerNetwork peers, BrokerOptions options)
{
    private const int MaxReplicas = 100_000;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes the folders of replicas, or finds them when they are there already.</summary>
    public PrepareReplicasResponse Prepare(PrepareReplicasRequest request)
    {
        var response = new PrepareReplicasResponse();
        try
        {
            int count = request.Topics.Sum(t => t.Partitions.Count);
            if (count > MaxReplicas) return Refused(ErrorCode.InvalidRequest, $"{count} replicas are more than {MaxReplicas}, the most that one request may prepare");
            foreach (PrepareReplicasRequestTopic topic in request.Topics)
            {
                if (TopicName.Fault(topic.Name) is string fault) return Refused(ErrorCode.InvalidTopicException, fault);
                var made = new PrepareReplicasResponseTopic { TopicId = topic.TopicId };
                foreach (int partition in topic.Partitions)
                {
                    if (partition < 0) return Refused(ErrorCode.InvalidPartitions, $"partition {partition} is below 0");
                }

                foreach (Guid id in Crew.ForAll(topic.Partitions, partition => Prepare(new TopicPartition(topic.Name, partition), topic.TopicId).Id)) made.Replicas.Add(new() { ReplicaId = id });
                response.Topics.Add(made);
            }

            return response;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused(ErrorCode.KafkaStorageError, e.Message);
        }
    }

    /// <summary>Opens the replicas of which this node is the only voter, before any other node knows of them: what the disk refuses is answered to the client that asked for the topic.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void OpenSole(ClusterTopic topic, int fromPartition)
    {
        TopicConfig config = topics.ConfigOf(topic.Name, topic.Settings);
        for (int p = fromPartition; p < topic.Partitions.Length; p++)
        {
            if (topic.Partitions[p].Replicas is not [var only] || only.NodeId != options.NodeId) continue;
            var partition = new TopicPartition(topic.Name, p);
            ReplicaFolder folder = store.Folder.FindReplica(partition.Topic, partition.Partition) ?? throw new IOException($"the folder of {partition} is gone");
            Replica opened = store.Open(folder, config, [only]);
            if (opened.Failure is Exception failure) throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>Removes what was prepared or opened for partitions that are not to be after all.</summary>
    public void Discard(string topic, Guid topicId, int fromPartition, int toPartition)
    {
        for (int p = fromPartition; p < toPartition; p++)
        {
            var partition = new TopicPartition(topic, p);
            if (store.Find(partition) is Replica open && open.TopicId == topicId)
            {
                topics.Discard([open]);
            }
            else if (store.Folder.FindReplica(topic, p) is { } folder && folder.TopicId == topicId)
            {
                try
                {
                    store.Folder.DeleteReplica(topic, p);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It belongs to no topic and goes at the next start.
                }
            }
        }
    }

    /// <summary>Waits until this node has applied the cluster's own log up to an offset and knows leaders of the topics; campaigns where it is to lead.</summary>
    public async Task<ErrorCode> AwaitAsync(long offset, IReadOnlyCollection<Guid> topicIds, TimeSpan timeout, CancellationToken cancel)
    {
        // No request should wait for what cannot be applied here before that log is in service again.
        if (topics.ClusterReplica.Failure is not null) return ErrorCode.KafkaStorageError;
        using var patience = new CancellationTokenSource(timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await follower.WaitAsync(offset).WaitAsync(limit.Token).ConfigureAwait(false);
            await Crew.OnOwnThread(() => topicIds.SelectMany(ToLead).All(replica => Campaign(replica, limit.Token))).ConfigureAwait(false);
            while (true)
            {
                Task change = leaders.NextChange;
                if (topicIds.All(HasLeaders)) return ErrorCode.None;
                await change.WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return ErrorCode.RequestTimedOut;
        }
    }

    /// <summary>A replica that is asked for although it exists, out of service, is made again: other nodes have what it lost.</summary>
    private ReplicaFolder Prepare(TopicPartition partition, Guid topicId) =>
        store.Find(partition) is { Failure: LogDamagedException, Voters.Count: not 1 } lost && lost.TopicId == topicId ? store.Renew(lost) : store.Prepare(partition, topicId);

    /// <summary>Replicas of this node that are to lead their partitions, the first of those that are reached, where no leader is known yet.</summary>
    private IEnumerable<Replica> ToLead(Guid topicId)
    {
        if (topics.Find(topicId) is not Topic topic) yield break;
        for (int p = 0; p < topic.PartitionCount; p++)
        {
            if (topic.Replica(p) is not { Role: not QuorumRole.Leader } replica || leaders.Find(topicId, p) is not null) continue;
            int first = topic.Record.Partitions[p].Replicas.FirstOrDefault(v => v.NodeId == options.NodeId || peers.IsConnected(v.NodeId)).NodeId;
            if (first == options.NodeId && replica.ServiceError == ErrorCode.None) yield return replica;
        }
    }

    /// <summary>Has a replica campaign when few others do; false when it is not wanted any more.</summary>
    private bool Campaign(Replica replica, CancellationToken cancel)
    {
        while (!store.Elections.WaitForRoom(s_look))
        {
            if (cancel.IsCancellationRequested) return false;
        }

        if (leaders.Find(replica.TopicId, replica.Partition.Partition) is null) replica.Campaign();
        return !cancel.IsCancellationRequested;
    }

    /// <summary>A topic that is gone again is waited for no longer.</summary>
    private bool HasLeaders(Guid topicId)
    {
        if (topics.Find(topicId) is not Topic topic) return true;
        for (int p = 0; p < topic.PartitionCount; p++)
        {
            if (leaders.Find(topicId, p) is null) return false;
        }

        return true;
    }

    private static PrepareReplicasResponse Refused(ErrorCode error, string message) => new() { ErrorCode = error, ErrorMessage = message };
}
